# Hashes, regular expressions, sorts, closures, references, threads of text through pipes.
# version: perl -e 'print "perl $^V"'
# needs: perl
# packages: perl
# in make test
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use File::Copy qw(copy);
use List::Util qw(sum reduce shuffle);
use Storable qw(dclone freeze thaw);

copy('/proc/self/maps', "$ENV{MAPS}/perl") or die;
my $seed = 1;
sub rnd { $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; return $seed % $_[0] }
sub digest { return substr(sha256_hex(join "\0", @_), 0, 16) }

my %table;
for my $i (1 .. 300_000) {
    my $key = 'k' . rnd(50_000);
    if (exists $table{$key} && $i % 3 == 0) { delete $table{$key} }
    else { $table{$key} .= 'v' x ($i % 30) }
}
print 'hash ', scalar(keys %table), ' ', digest(map { "$_=$table{$_}" } sort keys %table), "\n";

my $text = join ' ', map { sprintf '%s%d-%x', chr(97 + rnd(26)) x rnd(9), rnd(1000), rnd(1 << 20) } 1 .. 100_000;
my $hits = () = $text =~ /\b([a-m])\1*(\d+)-([0-9a-f]{3,})\b/g;
(my $changed = $text) =~ s/(\w+)-(\w+)/length($1) . ":$2:" . reverse($1)/ge;
my %count;
$count{length $_}++ for split /[ :]/, $changed;
print "regex $hits ", digest($changed), ' ', join(',', map { "$_=$count{$_}" } sort { $a <=> $b } keys %count), "\n";

my @rows = map { { id => $_, name => 'n' . rnd(9999), tags => [map { rnd(99) } 0 .. $_ % 6] } } 1 .. 60_000;
my @sorted = sort { $a->{name} cmp $b->{name} || $b->{id} <=> $a->{id} } @rows;
print 'sort ', digest(map { $_->{id} } @sorted), ' ', sum(map { scalar @{ $_->{tags} } } @rows), "\n";

my $copy = thaw(freeze(dclone(\@rows)));
print 'copy ', digest(map { join ',', $_->{name}, @{ $_->{tags} } } @$copy), "\n";

my @closures = map { my $n = $_; sub { $n += shift } } 1 .. 20_000;
print 'closures ', sum(map { $_->(2) } @closures), "\n";

my $grown = '';
for my $i (1 .. 200_000) { $grown .= chr(33 + $i % 90); substr($grown, 0, 1000) = '' if length $grown > 50_000 }
print 'grown ', length($grown), ' ', digest($grown), "\n";

my @kids;
for my $i (1 .. 20) {
    open(my $pipe, '-|') // die 'fork' or do {
        my %mine = map { $_ => 'x' x $_ } 1 .. 500;
        print digest(map { $mine{$_} } sort { $a <=> $b } keys %mine), " $i\n";
        exit 0;
    };
    push @kids, $pipe;
}
print 'kids ', digest(map { my $p = $_; my $l = <$p>; close $p; $l } @kids), "\n";
