;; 128-bit fingerprints of memory pages of 4 KiB, at memory speed.
;;
;; After XXH3's inner loop (Yann Collet, xxHash specification): per 64 bytes, eight 64-bit sums take the data itself
;; and the product of its halves mixed with a secret that moves on by 8 bytes; every 1,024 bytes the sums are scrambled.
;; Fingerprints are compared within one session and never stored, so they need not be anybody's standard.
;; A page of zeros has the fingerprint 0.
;;
;; page-fingerprints.wasm is this file assembled; a test assembles it again and compares.
(module
  (import "v86" "memory" (memory 1))

  (func $round (param $hash i64) (param $lane i64) (result i64)
    (i64.add
      (i64.mul
        (i64.rotl
          (i64.xor (local.get $hash) (i64.mul (local.get $lane) (i64.const 0xC2B2AE3D27D4EB4F)))
          (i64.const 27))
        (i64.const 0x9E3779B185EBCA87))
      (i64.const 0x85EBCA77C2B2AE63)))

  (func $avalanche (param $hash i64) (result i64)
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 33)))
        (i64.const 0xC2B2AE3D27D4EB4F)))
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29)))
        (i64.const 0x165667B19E3779F9)))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  ;; Whether the page has a byte that is not zero.
  (func $isUsed (export "isUsed") (param $page i32) (result i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $page) (i32.const 4096)))
    (loop $next
      (if
        (v128.any_true
          (v128.or
            (v128.or (v128.load (local.get $page)) (v128.load offset=16 (local.get $page)))
            (v128.or (v128.load offset=32 (local.get $page)) (v128.load offset=48 (local.get $page)))))
        (then (return (i32.const 1))))
      (local.set $page (i32.add (local.get $page) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $page) (local.get $stop))))
    (i32.const 0))

  ;; $page: address of the first page; $count: pages; $secret: address of 256 arbitrary bytes;
  ;; $out: address for 16 bytes a page.
  (func (export "fingerprintPages")
    (param $page i32) (param $count i32) (param $secret i32) (param $out i32)
    (local $key i32) (local $part i32) (local $stripe i32)
    (local $data v128) (local $mixed v128)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local $low i64) (local $high i64)
    (block $done
      (loop $pages
        (br_if $done (i32.eqz (local.get $count)))
        ;; Most memory is zeros, and looking is faster than summing.
        (if (i32.eqz (call $isUsed (local.get $page)))
          (then
            (v128.store (local.get $out) (v128.const i64x2 0 0))
            (local.set $page (i32.add (local.get $page) (i32.const 4096)))
            (local.set $out (i32.add (local.get $out) (i32.const 16)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br $pages)))
        (local.set $sum0 (v128.load offset=192 (local.get $secret)))
        (local.set $sum1 (v128.load offset=208 (local.get $secret)))
        (local.set $sum2 (v128.load offset=224 (local.get $secret)))
        (local.set $sum3 (v128.load offset=240 (local.get $secret)))
        (local.set $part (i32.const 4))
        (loop $parts
        (local.set $key (local.get $secret))
        (local.set $stripe (i32.const 16))
        (loop $stripes
          (local.set $data (v128.load offset=0 (local.get $page)))
          (local.set $mixed (v128.xor (local.get $data) (v128.load offset=0 (local.get $key))))
          (local.set $sum0
            (i64x2.add
              (i64x2.add
                (local.get $sum0)
                (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $data) (local.get $data)))
              (i64x2.extmul_low_i32x4_u
                (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $mixed) (local.get $mixed))
                (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $mixed) (local.get $mixed)))))
          (local.set $data (v128.load offset=16 (local.get $page)))
          (local.set $mixed (v128.xor (local.get $data) (v128.load offset=16 (local.get $key))))
          (local.set $sum1
            (i64x2.add
              (i64x2.add
                (local.get $sum1)
                (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $data) (local.get $data)))
              (i64x2.extmul_low_i32x4_u
                (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $mixed) (local.get $mixed))
                (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $mixed) (local.get $mixed)))))
          (local.set $data (v128.load offset=32 (local.get $page)))
          (local.set $mixed (v128.xor (local.get $data) (v128.load offset=32 (local.get $key))))
          (local.set $sum2
            (i64x2.add
              (i64x2.add
                (local.get $sum2)
                (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $data) (local.get $data)))
              (i64x2.extmul_low_i32x4_u
                (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $mixed) (local.get $mixed))
                (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $mixed) (local.get $mixed)))))
          (local.set $data (v128.load offset=48 (local.get $page)))
          (local.set $mixed (v128.xor (local.get $data) (v128.load offset=48 (local.get $key))))
          (local.set $sum3
            (i64x2.add
              (i64x2.add
                (local.get $sum3)
                (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $data) (local.get $data)))
              (i64x2.extmul_low_i32x4_u
                (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $mixed) (local.get $mixed))
                (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $mixed) (local.get $mixed)))))
          (local.set $page (i32.add (local.get $page) (i32.const 64)))
          (local.set $key (i32.add (local.get $key) (i32.const 8)))
          (local.set $stripe (i32.sub (local.get $stripe) (i32.const 1)))
          (br_if $stripes (local.get $stripe)))
        (local.set $sum0
          (i64x2.mul
            (v128.xor
              (v128.xor (local.get $sum0) (i64x2.shr_u (local.get $sum0) (i32.const 47)))
              (v128.load offset=128 (local.get $secret)))
            (v128.const i64x2 0x9E3779B1 0x9E3779B1)))
        (local.set $sum1
          (i64x2.mul
            (v128.xor
              (v128.xor (local.get $sum1) (i64x2.shr_u (local.get $sum1) (i32.const 47)))
              (v128.load offset=144 (local.get $secret)))
            (v128.const i64x2 0x9E3779B1 0x9E3779B1)))
        (local.set $sum2
          (i64x2.mul
            (v128.xor
              (v128.xor (local.get $sum2) (i64x2.shr_u (local.get $sum2) (i32.const 47)))
              (v128.load offset=160 (local.get $secret)))
            (v128.const i64x2 0x9E3779B1 0x9E3779B1)))
        (local.set $sum3
          (i64x2.mul
            (v128.xor
              (v128.xor (local.get $sum3) (i64x2.shr_u (local.get $sum3) (i32.const 47)))
              (v128.load offset=176 (local.get $secret)))
            (v128.const i64x2 0x9E3779B1 0x9E3779B1)))
        (local.set $part (i32.sub (local.get $part) (i32.const 1)))
        (br_if $parts (local.get $part)))
        (local.set $low (i64.const 0))
        (local.set $high (i64.const 0x27D4EB2F165667C5))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 0 (local.get $sum0))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 1 (local.get $sum0))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 0 (local.get $sum1))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 1 (local.get $sum1))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 0 (local.get $sum2))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 1 (local.get $sum2))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 0 (local.get $sum3))))
        (local.set $low (call $round (local.get $low) (i64x2.extract_lane 1 (local.get $sum3))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 1 (local.get $sum3))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 0 (local.get $sum3))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 1 (local.get $sum2))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 0 (local.get $sum2))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 1 (local.get $sum1))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 0 (local.get $sum1))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 1 (local.get $sum0))))
        (local.set $high (call $round (local.get $high) (i64x2.extract_lane 0 (local.get $sum0))))
        (i64.store (local.get $out) (call $avalanche (local.get $low)))
        (i64.store offset=8 (local.get $out) (call $avalanche (local.get $high)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $pages)))))
