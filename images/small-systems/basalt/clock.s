# The clock: the machine's own, and the ticks since power-on.

time:
    mov si, offset clock_label
    call label
    mov ah, 4
    int 0x1a
    jc 1f
    mov al, ch
    call print_hex_byte
    mov al, cl
    call print_hex_byte
    mov al, '-'
    call put_char
    mov al, dh
    call print_hex_byte
    mov al, '-'
    call put_char
    mov al, dl
    call print_hex_byte
    call space
    mov ah, 2
    int 0x1a
    mov al, ch
    call print_hex_byte
    mov al, ':'
    call put_char
    mov al, cl
    call print_hex_byte
    mov al, ':'
    call put_char
    mov al, dh
    call print_hex_byte
    call new_line
1:  mov si, offset ticks_label
    call label
    mov eax, [0x46c]
    call print_decimal
    mov si, offset ticks_text
    jmp print

clock_label: .asciz "  clock       "
ticks_label: .asciz "  ticks       "
ticks_text:  .asciz " since midnight, 18.2 a second\n"

# The time at the right end of the bar, when its second has changed.
show_clock:
    pusha
    mov ah, 2
    int 0x1a
    jc 1f
    cmp dh, [second_shown]
    je 1f
    mov [second_shown], dh
    push es
    push 0xb800
    pop es
    mov di, 70 * 2
    mov al, ch
    call 2f
    mov ax, bar_colour * 256 + ':'
    stosw
    mov al, cl
    call 2f
    mov ax, bar_colour * 256 + ':'
    stosw
    mov al, dh
    call 2f
    pop es
1:  popa
    ret
2:  mov ah, al
    shr al, 4
    and ah, 15
    add ax, 0x3030
    mov bl, ah
    mov ah, bar_colour
    stosw
    mov al, bl
    stosw
    ret

second_shown: .byte 0xff
