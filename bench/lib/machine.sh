# Sourced by the tables: what the figures were measured on.

machine_class() {
  local model memory
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
  memory=$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
  echo "$(nproc) cores (${model:-unknown}), ${memory} GB, Linux $(uname -r | cut -d- -f1), $(. /etc/os-release && echo "$PRETTY_NAME")"
}

# The 1-minute load average: figures of a busy machine are ratios at best.
machine_load() { cut -d' ' -f1 /proc/loadavg; }

# cpu_ticks PID...: user and system time of processes and nobody else, in clock ticks.
cpu_ticks() {
  local pid total=0
  for pid in "$@"; do
    total=$((total + $(sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }')))
  done
  echo "$total"
}
