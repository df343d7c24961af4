# The screen: 80 columns, a bar at the top, text that scrolls below it. All that
# is printed goes to the serial port as well.

# Text mode, an empty screen with its bar.
open_screen:
    mov ax, 3
    int 0x10
    mov byte ptr [row], 1
    mov byte ptr [column], 0
    mov byte ptr [colour], light_grey
    push es
    mov ax, 0xb800
    mov es, ax
    xor di, di
    mov ax, bar_colour * 256 + ' '
    mov cx, 80
    rep stosw
    mov si, offset bar_text
    mov di, 4
    mov ah, bar_colour
1:  lodsb
    test al, al
    jz 2f
    stosw
    jmp 1b
2:  pop es
    mov byte ptr [second_shown], 0xff
    call show_clock
    jmp place_cursor

bar_text: .asciz "Basalt 1.0 \372 a small system, and not Linux"

# What is printed from now on has the colour BL.
set_colour:
    cmp bl, [colour]
    je 1f
    mov [colour], bl
    pusha
    mov si, offset colour_sequence
    movzx bx, bl
    mov al, '3'
    test bl, 8
    jz 2f
    mov al, '9'
2:  mov [si + 2], al
    and bl, 7
    mov al, [terminal_colours + bx]
    mov [si + 3], al
    call print_serial
    popa
1:  ret

colour_sequence:  .asciz "\033[37m"
# The PC's colours in the order of terminals.
terminal_colours: .ascii "04261537"

# Prints AL. Keeps all registers.
put_char:
    pusha
    call put_serial_char
    push es
    push 0xb800
    pop es
    mov cl, al
    call place
    mov al, cl
    mov ah, [colour]
    stosw
    pop es
    inc byte ptr [column]
    cmp byte ptr [column], 80
    jb 1f
    call feed_screen
1:  call place_cursor
    popa
    ret

# DI: where the cursor stands in the screen's memory.
place:
    movzx ax, byte ptr [row]
    imul ax, ax, 80
    movzx di, byte ptr [column]
    add di, ax
    shl di, 1
    ret

new_line:
    pusha
    mov al, 13
    call put_serial
    mov al, 10
    call put_serial
    call feed_screen
    call place_cursor
    popa
    ret

feed_screen:
    mov byte ptr [column], 0
    inc byte ptr [row]
    cmp byte ptr [row], 25
    jb 1f
    dec byte ptr [row]
    push ds
    push es
    push 0xb800
    pop es
    push 0xb800
    pop ds
    mov si, 320
    mov di, 160
    mov cx, 23 * 80
    rep movsw
    mov ax, light_grey * 256 + ' '
    mov cx, 80
    rep stosw
    pop es
    pop ds
1:  ret

place_cursor:
    pusha
    mov ah, 2
    xor bh, bh
    mov dh, [row]
    mov dl, [column]
    int 0x10
    popa
    ret

# Takes the last character back, on both.
rub_out:
    pusha
    mov si, offset rub_sequence
    call print_serial
    dec byte ptr [column]
    push es
    push 0xb800
    pop es
    call place
    mov byte ptr es:[di], ' '
    pop es
    call place_cursor
    popa
    ret

rub_sequence: .asciz "\b \b"

row:    .byte 1
column: .byte 0
colour: .byte light_grey
