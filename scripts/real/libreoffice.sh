# LibreOffice without a screen: a page of HTML with tables to a document and to PDF.
# version: soffice --version | cut -d ' ' -f 1-2
# needs: soffice pdftotext pgrep
# packages: libreoffice-writer-nogui libreoffice-core-nogui poppler-utils procps
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
awk 'BEGIN {
    print "<html><body><h1>Report</h1>"
    for (t = 1; t <= 20; t++) {
        printf "<h2>Table %d</h2><table border=1>", t
        for (r = 1; r <= 20; r++) printf "<tr><td>%d</td><td>row %d</td><td>%d</td></tr>", r, r * t, r * r * t
        print "</table><p>" ; for (w = 0; w < 200; w++) printf "word%d ", (w * t) % 97 ; print "</p>"
    }
    print "</body></html>"
}' >report.html
office() { timeout 200 soffice --headless --norestore "-env:UserInstallation=file://$PWD/profile" "$@" >&2; }
office --convert-to odt:writer8 --infilter=HTML report.html &
converting=$!
# Known by its profile, since others may have an office open; with a new one it may start a second time.
seen() { proof "$(pgrep -n -f "soffice\.bin.*$PWD/profile")" /usr/lib/libreoffice/program/soffice.bin; }
await seen
wait "$converting"
office --convert-to pdf report.odt
pdftotext -layout report.pdf - | cksum
pdfinfo report.pdf | grep -E '^(Pages|Page size)'
