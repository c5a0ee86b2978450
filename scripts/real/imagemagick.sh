# ImageMagick: filters, resizing, colours and formats, with its threads.
# version: convert-im6.q16 --version | cut -d ' ' -f 2-3
# needs: convert-im6.q16 identify-im6.q16
# packages: imagemagick
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
convert-im6.q16 -size 900x700 gradient:red-blue gradient.ppm
held gradient.ppm convert-im6.q16 - -swirl 120 -seed 7 -attenuate 0.4 +noise Gaussian start.ppm
for work in '-resize 1800x1400' '-blur 0x3' '-rotate 33' '-emboss 2' '-colors 32' '-edge 3' '-wave 20x80' '-paint 4'; do
    # shellcheck disable=SC2086 # words
    convert-im6.q16 start.ppm $work rgb:- | cksum
done
convert-im6.q16 start.ppm -quality 85 start.jpg
convert-im6.q16 start.ppm start.png
convert-im6.q16 start.jpg start.png +append -resize 50% together.tiff
identify-im6.q16 -format '%m %w %h\n' start.jpg start.png together.tiff
convert-im6.q16 together.tiff rgb:- | cksum
