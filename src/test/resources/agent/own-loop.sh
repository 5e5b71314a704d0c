# A loop of an image, written from the description of the original's file protocol.
# $1: IPC volume
tools=$1/tools
mkdir -p "$tools"
json() { sed ':a;$!{N;ba};s/\\/\\\\/g;s/"/\\"/g;s/\t/\\t/g;s/\n/\\n/g' "$1"; }
field() { sed -n "s/.*\"$2\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p" "$1" | sed 's/\\"/"/g;s/\\\\/\\/g'; }
while [ ! -e "$1/done" ]; do
  for request in "$tools"/exec-request-*.json; do
    [ -s "$request" ] || continue
    id=${request##*/exec-request-}
    id=${id%.json}
    [ ! -e "$tools/exec-result-$id.json" ] && mkdir "$tools/.claim-$id" 2>/dev/null || continue
    timeout 30 sh -c "$(field "$request" command)" >"$1/out" 2>"$1/err" </dev/null
    code=$?
    printf '{"id":"%s","exitCode":%d,"stdout":"%s","stderr":"%s","timedOut":false}' \
      "$id" "$code" "$(json "$1/out")" "$(json "$1/err")" >"$tools/exec-result-$id.json.tmp"
    mv "$tools/exec-result-$id.json.tmp" "$tools/exec-result-$id.json"
  done
  sleep 0.05
done
