# SPDX-License-Identifier: MIT
# The picture of scripts/bench.sh --plot: gnuplot -e "data='…'" -e "picture='…'" bench.gnuplot
#
# data: "task" ratio-x64 ratio-x86 target; 0 means no target.

set terminal svg size 860,640 dynamic font "sans-serif,13" background rgb "white"
set output picture

stats data using 2 nooutput
rows = STATS_records

set title "qutil.dll against the bare allocator calls and copies that its results need" font ",15" offset -12, 1.8
set xlabel "time, as a multiple of the floor's (1 = nothing lost; shorter is better)"
set xrange [0:2.2]
set yrange [rows - 0.5:-0.5]
set xtics 0.2 nomirror
set ytics nomirror scale 0
set grid xtics linecolor rgb "#dddddd"
set border 3 linecolor rgb "#555555"
set lmargin 31
set bmargin 4
set tmargin 5
set key at screen 0.5, screen 0.93 center top horizontal maxcols 3 maxrows 1 samplen 2 width 0
set style fill solid noborder
set arrow from 1, -0.5 to 1, rows - 0.5 nohead linewidth 1.5 linecolor rgb "#222222" front

# A row is 1 high: x64 above, x86 below.
plot data using (0):($0 - 0.19):(0):2:($0 - 0.36):($0 - 0.02):ytic(1) with boxxyerror \
         linecolor rgb "#2a6fbb" title "64-bit", \
     data using (0):($0 + 0.19):(0):3:($0 + 0.02):($0 + 0.36) with boxxyerror \
         linecolor rgb "#9cc3e6" title "32-bit", \
     data using ($4 > 0 ? $4 : NaN):($0 - 0.4):(0):(0.8) with vectors nohead \
         linewidth 2.5 linecolor rgb "#d9480f" title "target (64-bit)", \
     data using (2.08):($0 - 0.19):(sprintf("%.2f", $2)) with labels left \
         font ",11" textcolor rgb "#1c4f87" notitle, \
     data using (2.08):($0 + 0.19):(sprintf("%.2f", $3)) with labels left \
         font ",11" textcolor rgb "#5f7f9c" notitle
