# Who is speaking.

show_banner:
    call new_line
    mov bp, offset letters
    mov di, offset letter_colours
1:  mov bl, [di]
    call set_colour
    mov cx, 4
2:  mov al, ' '
    call put_char
    loop 2b
    mov dx, 6                       # letters
3:  mov ah, [bp]
    inc bp
    mov cx, 5                       # columns of a letter
4:  mov al, ' '
    shl ah, 1
    jnc 5f
    mov al, 0xdb
5:  call put_char
    call put_char
    loop 4b
    mov al, ' '
    call put_char
    call put_char
    dec dx
    jnz 3b
    call new_line
    inc di
    cmp di, offset letter_colours + 5
    jb 1b
    call new_line
    mov bl, light_grey
    call set_colour
    mov si, offset banner_text
    jmp print

# BASALT, five columns to a letter, row by row.
letters:
    .byte 0xf0, 0x70, 0x78, 0x70, 0x80, 0xf8
    .byte 0x88, 0x88, 0x80, 0x88, 0x80, 0x20
    .byte 0xf0, 0xf8, 0x70, 0xf8, 0x80, 0x20
    .byte 0x88, 0x88, 0x08, 0x88, 0x80, 0x20
    .byte 0xf0, 0x88, 0xf0, 0x88, 0xf8, 0x20
# From glowing to cold.
letter_colours: .byte yellow, yellow, light_red, red, dark_grey
banner_text: .asciz "    A small system of Strata's own. It is not Linux. Type help.\n\n"

who:
    mov bl, white
    call set_colour
    mov si, offset who_text
    call print
    mov bl, light_grey
    call set_colour
    mov si, offset more_text
    jmp print

who_text:
    .asciz "This is Basalt 1.0, a small system of Strata's own. It is not Linux.\n"
more_text:
    .ascii "It runs in real mode, with 16 bits, one word at a time, by the BIOS alone.\n"
    .ascii "It knows no files: what it reads and writes are sectors of the disk.\n"
    .ascii "It was written over this whole disk. What was there before is in the layers\n"
    .asciz "below, which nothing here can reach: go back to a snapshot to see it.\n"
