# Ruby: objects, strings, JSON, threads, fork, the compacting collector.
# version: ruby --version | cut -d ' ' -f 1-2
# needs: ruby
# packages: ruby
set -euo pipefail
cat >work.rb <<'END'
require "json"
require "set"
File.write(ENV["MAPS"] + "/ruby", File.read("/proc/self/maps"))
rng = Random.new(7)
words = Array.new(200_000) { |i| (97 + rng.rand(26)).chr * rng.rand(50) + i.to_s }
puts words.group_by(&:size).map { |k, v| [k, v.size] }.sort.first(5).inspect
text = JSON.generate(words.each_slice(7).map { |s| { "words" => s, "length" => s.sum(&:size) } })
puts text.size, JSON.parse(text).sum { |o| o["length"] }
puts words.map { |w| w.gsub(/[a-e]+/) { |m| m.upcase } }.to_set.size
counts = 4.times.map { |t| Thread.new { (1..20_000).map { |i| "#{t}-#{i}" * 3 }.uniq.size } }.map(&:value)
p counts
GC.compact if GC.respond_to?(:compact)
reader, writer = IO.pipe
pids = 4.times.map { |n| fork { reader.close; writer.puts "#{n} #{words.map(&:upcase).sum(&:size)}"; writer.close; exit!(0) } }
writer.close
puts reader.read.lines.sort
pids.each { |pid| Process.wait(pid); puts $?.exitstatus }
puts (1..200).inject(:*).to_s.size, (2**9000).to_s.size
END
ruby work.rb
