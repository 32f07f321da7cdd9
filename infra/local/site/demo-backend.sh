# The demo device: keeps one file for every document that reached it, and what it was told, in meta/.
# Called by CUPS as: job-id user title copies options [file...]; the document is on standard input when no file is named.
[ $# -eq 0 ] && { echo 'direct demo "Spoolgate demo device" "Demo device"'; exit 0; }
job=$1
number=0
case $FINAL_CONTENT_TYPE in
  application/pdf | application/vnd.cups-pdf) suffix=pdf ;;
  application/postscript | application/vnd.cups-postscript) suffix=ps ;;
  image/jpeg) suffix=jpg ;;
  text/plain) suffix=txt ;;
  *) suffix=prn ;;
esac
meta=$printed_dir/meta
mkdir -p "$meta" || exit 1

# A document that comes twice is kept twice: the device must never hide a double print.
keep() {
  number=$((number + 1))
  part=$meta/.part-$$-$number
  cat >"$part" || exit 1
  name=job-$job-$number
  again=1
  until ln "$part" "$printed_dir/$name.$suffix" 2>/dev/null; do
    [ -e "$printed_dir/$name.$suffix" ] || exit 1
    again=$((again + 1))
    name=job-$job-$number-again-$again
  done
  rm -f "$part"
  printf '%s\n' "job=$job" "user=$user" "title=$title" "copies=$copies" "options=$options" \
    "type=$FINAL_CONTENT_TYPE" >"$meta/$name.txt" || exit 1
}

user=$2 title=$3 copies=$4 options=$5
if [ $# -ge 6 ]; then
  shift 5
  for file; do keep <"$file"; done
else
  keep
fi
