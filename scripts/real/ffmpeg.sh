# ffmpeg: a test picture and a tone, filtered, encoded with threads, decoded.
# version: ffmpeg -version | cut -d ' ' -f 1,3
# needs: ffmpeg
# packages: ffmpeg
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
ffmpeg -v error -f lavfi -i testsrc2=size=640x360:rate=25:duration=6 -f lavfi -i sine=frequency=440:duration=6 \
    -vf 'hue=s=0.5,unsharp,scale=480:270' -c:v libx264 -threads 2 -preset veryfast -c:a aac -bitexact film.mp4 &
proof $! ffmpeg
wait $!
ffmpeg -v error -i film.mp4 -map 0:v -f framemd5 - | grep -v '^#' | cksum
ffmpeg -v error -i film.mp4 -map 0:a -f s16le - | wc -c
ffmpeg -v error -i film.mp4 -c:v mpeg4 -threads 2 -bitexact -c:a copy film.avi
ffprobe -v error -show_entries stream=codec_name,width,height,nb_frames -of csv film.avi
ffmpeg -v error -i film.avi -map 0:v -f framemd5 - | grep -v '^#' | cksum
