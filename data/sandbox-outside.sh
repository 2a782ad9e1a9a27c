# Runs the container, given as arguments, outside of it, and ends it when Belay is gone. The guest cannot reach this shell.
# Given by Belay: descriptor 0, for the container; 5, the lifeline, which reads as ended when Belay is gone or says stop; 10, a
# file that bubblewrap writes its JSON to.
#
# bubblewrap's own --die-with-parent has a gap: an outer process killed between making the inner one and telling it to go on
# leaves that waiting for ever. Here the outer process is never killed; the inner one is, and takes all the others with it.

exec 3<&0 </dev/null
"$@" <&3 3<&- 5<&- &
container=$!
exec 3<&-

# Prints the number of the container's first process once the JSON is complete.
first_process() {
  number=
  while read -r key value; do
    case $key in
      '"child-pid":') number=${value%,} ;;
      '}') echo "$number" ;;
    esac
  done </proc/self/fd/10
}

# Not one that has got the same number since. Where the outer process was killed the inner one has another parent; it still is
# the first one of a namespace.
is_first_process() {
  read -r _ _ _ parent _ <"/proc/$1/stat" || return
  [ "$parent" != $container ] || return 0
  ! kill -0 $container || return
  while read -r key _ inside _; do
    [ "$key" != NSpid: ] || { [ "$inside" = 1 ]; return; }
  done <"/proc/$1/status"
  return 1
}

# The inner process first, for the reason above.
end_hanging() {
  children=
  read -r children <"/proc/$container/task/$container/children"
  kill -KILL $children $container
}

end_container() {
  attempt=0
  until process=$(first_process) && [ -n "$process" ]; do
    [ $attempt -lt 500 ] || { end_hanging; return; }
    attempt=$((attempt + 1))
    sleep 0.01
  done
  is_first_process "$process" && kill -KILL "$process"
}

{ read -r _ <&5; end_container 2>/dev/null; } 4<&- 6>&- 7<&- 8<&- 9<&- &
watch=$!
exec 4<&- 5<&- 6>&- 7<&- 8<&- 9<&-

wait $container
status=$?
# Killed, perhaps, for want of memory.
[ $status -lt 128 ] || end_container 2>/dev/null
kill -KILL $watch 2>/dev/null
exit $status
