# ghostscript and poppler: a document of 40 pages to PDF, its text and its pictures.
# version: echo gs $(gs --version)
# needs: gs pdftotext pdftoppm
# packages: ghostscript poppler-utils
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
awk 'BEGIN {
    print "%!PS"
    for (p = 1; p <= 40; p++) {
        print "/Helvetica findfont 11 scalefont setfont"
        for (l = 1; l <= 50; l++) printf "40 %d moveto (page %d line %d of a document) show\n", 800 - l * 15, p, l
        for (c = 0; c < 30; c++) printf "%f %f %f setrgbcolor %d %d %d 0 360 arc fill\n", c / 30, p / 40, 1 - c / 30, 300 + c * 9, 100 + c * 20, 5 + c
        print "showpage"
    }
}' >document.ps
held document.ps gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sOutputFile=document.pdf -
pdftotext -layout document.pdf - | cksum
held document.pdf pdftoppm -r 60 -png - page
cat page-*.png | cksum
gs -q -dNOPAUSE -dBATCH -dNumRenderingThreads=2 -sDEVICE=ppmraw -r72 -sOutputFile=- document.pdf | cksum
