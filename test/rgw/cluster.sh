#!/usr/bin/env bash
# A throw-away Ceph object store (S3 and IAM user policies) on 127.0.0.1, gone with its folder.
#   cluster.sh up   PORT FOLDER   monitor on PORT+1, one in-memory OSD on PORT+2 to PORT+30, gateway on PORT; prints KEY=value
#   cluster.sh down PORT FOLDER   ends what it started, by its recorded process IDs, and removes FOLDER
# Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common
set -euo pipefail
command=${1:?up or down}; port=${2:?port}; folder=${3:?folder}
conf=$folder/ceph.conf

# A process ID may have been given to somebody else meanwhile.
is_ours() {
  [ -s "$folder/$1.pid" ] && { tr '\0' ' ' <"/proc/$(cat "$folder/$1.pid")/cmdline"; } 2>/dev/null | grep -qF "$conf"
}

stop() {
  local signal name
  for signal in TERM KILL; do
    for name in gateway osd mon; do
      if is_ours $name; then kill -s $signal "$(cat "$folder/$name.pid")" 2>/dev/null || true; fi
    done
    for _ in $(seq 20); do
      if ! is_ours gateway && ! is_ours osd && ! is_ours mon; then return 0; fi
      sleep 0.05
    done
  done
}

if [ "$command" = down ]; then
  stop
  rm -rf -- "$folder"
  exit 0
fi

mkdir "$folder" "$folder"/{mon,osd,run}
trap 'status=$?; if [ $status != 0 ]; then stop; tail -n 5 "$folder"/*.log >&2 || true; fi' EXIT
cluster=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
cat >"$conf" <<CONF
[global]
fsid = $cluster
mon host = [v1:127.0.0.1:$((port + 1))]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
ms bind ipv6 = false
ms bind port min = $((port + 2))
ms bind port max = $((port + 30))
paxos propose interval = 0.01
paxos min wait = 0.01
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon warn on pool no redundancy = false
mon allow pool size one = true
mon max pg per osd = 2000
osd crush chooseleaf type = 0
# Without authentication, a command of the OSD at its start is faster than the first map of monitors, and ends the OSD.
osd class update on start = false
osd crush update on start = false
osd objectstore = memstore
memstore device bytes = 2147483648
# A name of an object has 1024 bytes at most, to which the store adds its own.
osd max object name len = 2048
osd max object namespace len = 256
run dir = $folder/run
admin socket =
pid file = $folder/run/\$name.pid
log file = $folder/\$name.log
log to stderr = false
mon cluster log file = $folder/cluster.log
mon data = $folder/mon
osd data = $folder/osd
[mon.a]
host = localhost
mon addr = 127.0.0.1:$((port + 1))
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw enable usage log = false
rgw gc max objs = 1
rgw run sync thread = false
rgw data = $folder/run
rgw dns name = localhost
# To policies, a request with x-forwarded-proto: https is one over TLS, and x-forwarded-for is where it comes from.
rgw trust forwarded https = true
rgw remote addr param = HTTP_X_FORWARDED_FOR
rgw enable static website = true
rgw override bucket index max shards = 1
CONF

ceph-authtool --create-keyring "$folder/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
monmaptool --create --fsid "$cluster" --addv a "[v1:127.0.0.1:$((port + 1))]" "$folder/monmap" >/dev/null
ceph-mon -c "$conf" -i a --mkfs --monmap "$folder/monmap" --keyring "$folder/keyring" >/dev/null
ceph-mon -c "$conf" -i a -f >"$folder/mon.log" 2>&1 </dev/null &
echo $! >"$folder/mon.pid"
ceph -c "$conf" --connect-timeout 10 osd new "$osd" >/dev/null
ceph -c "$conf" osd crush add osd.0 1.0 root=default host=localhost >/dev/null 2>&1
ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" >"$folder/osd.log" 2>&1
ceph-osd -c "$conf" -i 0 -f >>"$folder/osd.log" 2>&1 </dev/null &
echo $! >"$folder/osd.pid"

access_key=KITADMIN$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n' | tr a-f A-F)
secret_key=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')
# The first call of radosgw-admin makes the zone, too.
radosgw-admin -c "$conf" -n client.rgw user create --uid=admin --display-name=admin \
  --access-key="$access_key" --secret-key="$secret_key" --caps='users=*;buckets=*;user-policy=*' \
  >"$folder/admin.log" 2>&1
radosgw -c "$conf" -n client.rgw -f >"$folder/gateway.log" 2>&1 </dev/null &
echo $! >"$folder/gateway.pid"
for _ in $(seq 400); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    printf '%s\n' "RGW_ENDPOINT=http://127.0.0.1:$port" "RGW_CONF=$conf" \
      "RGW_ACCESS_KEY=$access_key" "RGW_SECRET_KEY=$secret_key"
    disown -a
    exit 0
  fi
  is_ours gateway || break
  sleep 0.05
done
echo 'radosgw did not begin to listen' >&2
exit 1
