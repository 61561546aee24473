/**
 * Units of each currency per US dollar. Source: ismartcoding/currency-api (MIT), latest/data.json at commit
 * 147b90c605264456a9345adc40350c39ddd78f02, close of Friday 2025-07-25; currencies with a hard peg stand at their parity.
 */
export const FX_DATE = '2025-07-27'

const TABLE = `
aed 3.6725 · afn 68.570456 · all 83.154138 · amd 382.857716 · ang 1.79 · aoa 911.955
ars 1270.819425 · aud 1.523461 · awg 1.79 · azn 1.7 · bam 1.664537 · bbd 2
bdt 122.041087 · bgn 1.664537 · bhd 0.376 · bif 2983.100779 · bmd 1 · bnd 1.2802
bob 6.897902 · brl 5.5646 · bsd 1 · bwp 13.436924 · byn 3.275236 · bzd 2
cad 1.36975 · cdf 2912.848364 · chf 0.789071 · clp 948.818995 · cny 7.1683 · cop 4065.45515
crc 504.319313 · cve 93.842572 · czk 20.91695 · djf 177.721 · dkk 6.353705 · dop 60.569433
dzd 129.26499 · egp 49.106695 · etb 138.925031 · eur 0.851064 · fjd 2.24275 · fkp 0.738416
gbp 0.738416 · gel 2.71 · gip 0.738416 · gmd 71.999996 · gnf 8663.209301 · gtq 7.662255
gyd 208.860705 · hkd 7.84925 · hnl 26.140359 · htg 131.333163 · huf 337.659935 · idr 16359.8
ils 3.355237 · inr 86.5063 · isk 121.036774 · jmd 159.237351 · jod 0.709 · jpy 147.656
kes 128.978168 · kgs 87.3 · khr 4008.879473 · kmf 418.696041 · krw 1383.335 · kwd 0.305435
kyd 0.833333 · kzt 543.984151 · lak 21520.78128 · lbp 89445.960391 · lkr 301.204379 · lrd 200.153215
lsl 17.7653 · mad 8.977146 · mdl 16.791081 · mga 4420.197658 · mkd 52.398175 · mmk 2099
mnt 3587.99 · mop 8.084728 · mur 45.410001 · mvr 15.4 · mwk 1735.349771 · mxn 18.5389
myr 4.2215 · mzn 63.959999 · nad 17.7653 · ngn 1527.341139 · nio 36.824369 · nok 10.1598
npr 138.41008 · nzd 1.661406 · omr 0.3845 · pab 1 · pen 3.535771 · pgk 4.137549
php 57.150003 · pkr 283.605457 · pln 3.617313 · pyg 7496.206997 · qar 3.64 · ron 4.3141
rsd 99.714873 · rub 79.201603 · rwf 1446.592086 · sar 3.75 · sbd 8.285095 · scr 14.144669
sek 9.5281 · sgd 1.2802 · shp 0.738416 · sle 22.95 · sos 571.975086 · srd 36.6635
std 20851.068 · szl 17.7653 · thb 32.342852 · tjs 9.533642 · tnd 2.914415 · top 2.40776
try 40.556898 · ttd 6.788101 · twd 29.4828 · tzs 2558.101495 · uah 41.845088 · ugx 3579.151981
uyu 40.070284 · uzs 12631.656807 · vnd 26146.115342 · vuv 119.482 · wst 2.739 · xaf 558.261388
xcd 2.7 · xcg 1.79 · xof 558.261388 · xpf 101.55895 · yer 240.950002 · zar 17.7653
zmw 23.343288
`

export const UNITS_PER_USD: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/ · |\n/)
    .map((entry) => entry.split(' ') as [string, string]),
)
