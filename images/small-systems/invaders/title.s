# The title: stars, a row of invaders on the march, the name and the keys, in
# 320 by 200 points of 256 colours, until a key is pressed.

.set star_count, 120
.set stars, 0x1000                  # x, y and speed of each, in words
.set picture, 0x2000                # segment in which a picture is drawn

title:
    mov ax, 0x13
    int 0x10
    call title_colours
    call scatter_stars
    push es
1:  push picture
    pop es
    xor di, di
    xor ax, ax
    mov cx, 32000
    rep stosw
    call draw_stars
    call draw_march
    mov si, offset name_text
    mov di, 24 * 320 + 32
    mov bp, 4
    mov dl, 32
    call draw_text
    mov si, offset kind_text
    mov di, 66 * 320 + 60
    mov bp, 1
    mov dl, 15
    call draw_text
    mov si, offset keys_text
    mov di, 150 * 320 + 32
    mov bp, 1
    mov dl, 11
    call draw_text
    test byte ptr [title_time], 16
    jz 2f
    mov si, offset start_text
    mov di, 176 * 320 + 64
    mov bp, 1
    mov dl, 14
    call draw_text
2:  call show_picture
    inc word ptr [title_time]
    mov bx, [0x46c]
3:  sti
    hlt
    cmp bx, [0x46c]
    je 3b
    mov ah, 1
    int 0x16
    jz 1b
    xor ah, ah
    int 0x16
    pop es
    ret

name_text:  .asciz "INVADERS"
kind_text:  .asciz "GRUB Invaders, from Debian"
keys_text:  .asciz "arrow keys: move     space: fire"
start_text: .asciz "press a key to begin"
title_time: .word 0

show_picture:
    push ds
    push es
    push 0xa000
    pop es
    push picture
    pop ds
    xor si, si
    xor di, di
    mov cx, 16000
    rep movsd
    pop es
    pop ds
    ret

# Colours 16 to 31: grey, for stars; 32 to 63: the name, from green to yellow, by the row.
title_colours:
    mov dx, 0x3c8
    mov al, 16
    out dx, al
    inc dx
    xor cx, cx
1:  mov al, cl
    shl al, 2
    out dx, al
    out dx, al
    or al, 3
    out dx, al
    inc cx
    cmp cl, 16
    jb 1b
    xor cx, cx
2:  mov al, cl
    shl al, 1
    out dx, al                      # more and more red
    mov al, 63
    out dx, al
    xor al, al
    out dx, al
    inc cx
    cmp cl, 32
    jb 2b
    ret

# A number from 0 to 65535 in AX, never the same twice in a row.
next_number:
    mov ax, [number]
    imul ax, ax, 25173
    add ax, 13849
    mov [number], ax
    ret

number: .word 1

scatter_stars:
    mov di, stars
    mov cx, star_count
1:  call next_number
    xor dx, dx
    mov bx, 320
    div bx
    mov [di], dx
    call next_number
    xor dx, dx
    mov bx, 200
    div bx
    mov [di + 2], dx
    mov ax, cx
    and ax, 3
    inc ax
    mov [di + 4], ax
    add di, 6
    loop 1b
    ret

# Nearer stars are brighter, and faster.
draw_stars:
    mov si, stars
    mov cx, star_count
1:  mov ax, [si + 2]
    add ax, [si + 4]
    cmp ax, 200
    jb 2f
    sub ax, 200
2:  mov [si + 2], ax
    imul di, ax, 320
    add di, [si]
    mov al, [si + 4]
    shl al, 2
    add al, 15
    mov es:[di], al
    add si, 6
    loop 1b
    ret

# Six invaders, eleven points wide, twice their size, a step to the side at a time.
draw_march:
    mov ax, [title_time]
    shr ax, 2
    and ax, 31
    cmp ax, 16
    jb 1f
    neg ax
    add ax, 31                      # and back
1:  shl ax, 2
    add ax, 100 * 320 + 16
    mov di, ax
    mov bx, offset invader_open
    test byte ptr [title_time], 8
    jz 2f
    mov bx, offset invader_closed
2:  mov cx, 6
3:  push cx
    push di
    mov si, bx
    mov dx, 8
4:  lodsw
    push di
    mov cx, 11
5:  shl ax, 1
    jnc 6f
    mov word ptr es:[di], 0x0a0a
    mov word ptr es:[di + 320], 0x0a0a
6:  add di, 2
    loop 5b
    pop di
    add di, 640
    dec dx
    jnz 4b
    pop di
    add di, 38
    pop cx
    loop 3b
    ret

# Rows of eleven points, the leftmost in the highest bit.
invader_open:
    .word 0b0010000010000000
    .word 0b0001000100000000
    .word 0b0011111110000000
    .word 0b0110111011000000
    .word 0b1111111111100000
    .word 0b1011111110100000
    .word 0b1010000010100000
    .word 0b0001101100000000
invader_closed:
    .word 0b0010000010000000
    .word 0b1001000100100000
    .word 0b1011111110100000
    .word 0b1110111011100000
    .word 0b1111111111100000
    .word 0b0111111111000000
    .word 0b0010000010000000
    .word 0b0100000001000000

# Draws the text at SI from DI on, each point of the BIOS's letters BP by BP, in the colour DL; the colours 32 and
# later change by the row.
draw_text:
1:  lodsb
    test al, al
    jz 2f
    call draw_letter
    mov ax, bp
    shl ax, 3
    add di, ax
    jmp 1b
2:  ret

draw_letter:
    pusha
    push ds
    mov [letter_colour], dl
    push ax
    push bp
    push es
    mov ax, 0x1130                  # where are the letters of 8 by 8?
    mov bh, 3
    int 0x10
    mov ax, es
    mov bx, bp
    pop es
    pop bp
    mov fs, ax
    pop ax
    xor ah, ah
    shl ax, 3
    add bx, ax                      # the letter in FS:BX
    mov dh, 8
1:  mov dl, fs:[bx]
    inc bx
    mov cx, bp
2:  push cx
    push di
    mov ah, dl
    mov ch, 8
3:  shl ah, 1
    mov al, [letter_colour]
    mov cl, 0
    jnc 4f
    mov cl, 1
4:  push bx
    mov bx, bp
5:  test cl, cl
    jz 6f
    mov es:[di], al
6:  inc di
    dec bx
    jnz 5b
    pop bx
    dec ch
    jnz 3b
    pop di
    add di, 320
    pop cx
    cmp byte ptr [letter_colour], 32
    jb 7f
    inc byte ptr [letter_colour]
7:  loop 2b
    dec dh
    jnz 1b
    pop ds
    popa
    ret

letter_colour: .byte 0
