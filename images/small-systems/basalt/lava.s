# Something to look at: flowing lava in 320 by 200 points of 256 colours. Each
# point is the sum of waves, taken from a table.

lava:
    mov ax, 0x13
    int 0x10
    call lava_colours
    call make_wave
    push es
    push 0xa000
    pop es
1:  xor di, di
    xor dx, dx                      # the row
2:  mov si, [lava_time]
    mov bx, dx
    add bx, si
    and bx, 255
    mov ah, [table + bx]            # moves down
    mov bx, dx
    shl bx, 1
    sub bx, si
    and bx, 255
    add ah, [table + bx]            # moves up, closer together
    xor cx, cx                      # the column
3:  mov bx, cx
    add bx, si
    add bl, ah
    xor bh, bh
    mov al, [table + bx]            # moves left, bent by the row
    mov bx, cx
    shr bx, 1
    add bx, dx
    sub bx, si
    xor bh, bh
    add al, [table + bx]            # moves across
    add al, ah
    stosb
    inc cx
    cmp cx, 320
    jb 3b
    inc dx
    cmp dx, 200
    jb 2b
    add word ptr [lava_time], 2
    mov bx, [0x46c]
4:  sti
    hlt                             # one picture a tick
    cmp bx, [0x46c]
    je 4b
    call poll_key
    jz 1b
    pop es
    jmp open_screen

lava_time: .word 0

# table: a sine from 0 to 63, 256 steps.
make_wave:
    fninit
    mov di, offset wave_step
    xor bx, bx
1:  mov [wave_step], bx
    fild word ptr [wave_step]
    fldpi
    fmulp
    fidiv word ptr [half_turn]
    fsin
    fimul word ptr [wave_height]
    fistp word ptr [wave_value]
    mov al, [wave_value]
    add al, 32
    mov [table + bx], al
    inc bx
    cmp bx, 256
    jb 1b
    ret

wave_step:   .word 0
wave_value:  .word 0
half_turn:   .word 128
wave_height: .word 31

# From black by red and orange to yellow, and back: 256 colours.
lava_colours:
    mov dx, 0x3c8
    xor al, al
    out dx, al
    inc dx
    xor bx, bx
1:  mov al, bl
    test al, 0x80
    jz 2f
    not al
2:  mov ah, al                      # 0 to 127
    cmp al, 63
    jbe 3f
    mov al, 63
3:  out dx, al                      # red first
    mov al, ah
    sub al, 64
    jns 4f
    xor al, al
4:  mov cl, al
    shr cl, 2
    sub al, cl
    out dx, al                      # then green
    mov al, ah
    sub al, 112
    jns 5f
    xor al, al
5:  out dx, al                      # hardly any blue
    inc bx
    cmp bx, 256
    jb 1b
    ret
