# The first serial port: 115,200 baud. What comes in is kept in a ring until it
# is asked for.

.set serial_port, 0x3f8
.set ring_mask, 255

open_serial:
    mov dx, serial_port + 1
    xor al, al
    out dx, al                      # no interrupts yet
    mov dx, serial_port + 3
    mov al, 0x80
    out dx, al
    mov dx, serial_port
    mov al, 1
    out dx, al
    inc dx
    xor al, al
    out dx, al
    mov dx, serial_port + 3
    mov al, 3                       # eight bits, no parity
    out dx, al
    dec dx
    mov al, 7                       # queues on, and empty
    out dx, al
    mov dx, serial_port + 4
    mov al, 0x0b
    out dx, al
    cli
    mov word ptr [0x0c * 4], offset take_serial
    mov word ptr [0x0c * 4 + 2], 0
    in al, 0x21
    and al, 0xef
    out 0x21, al
    mov dx, serial_port + 1
    mov al, 1
    out dx, al
    sti
    ret

# The port's interrupt: everything that has come in goes into the ring.
take_serial:
    pusha
    push ds
    xor ax, ax
    mov ds, ax
1:  mov dx, serial_port + 5
    in al, dx
    test al, 1
    jz 2f
    mov dx, serial_port
    in al, dx
    mov bx, [ring_end]
    lea cx, [bx + 1]
    and cx, ring_mask
    cmp cx, [ring_start]
    je 1b
    mov [ring + bx], al
    mov [ring_end], cx
    jmp 1b
2:  mov al, 0x20
    out 0x20, al
    pop ds
    popa
    iret

# The next byte that came in, in AL; zero flag when there is none.
next_serial:
    push bx
    mov bx, [ring_start]
    cmp bx, [ring_end]
    je 1f
    mov al, [ring + bx]
    inc bx
    and bx, ring_mask
    mov [ring_start], bx
    or bx, 0x8000
1:  pop bx
    ret

# Sends AL.
put_serial:
    push ax
    push dx
    mov ah, al
    mov dx, serial_port + 5
1:  in al, dx
    test al, 0x20
    jz 1b
    mov al, ah
    mov dx, serial_port
    out dx, al
    pop dx
    pop ax
    ret

# Sends the screen's character AL as a terminal expects it: in UTF-8.
put_serial_char:
    cmp al, 0x7f
    jb put_serial
    push ax
    push bx
    cmp al, 0xb0
    jb 2f
    cmp al, 0xe0
    jae 2f
    movzx bx, al
    sub bx, 0xb0
    shl bx, 1
    mov al, 0xe2
    call put_serial
    mov al, [drawing + bx]
    call put_serial
    mov al, [drawing + bx + 1]
    call put_serial
    jmp 3f
2:  cmp al, 0xfa                    # the dot between words
    mov al, '.'
    jne 1f
    mov al, 0xc2
    call put_serial
    mov al, 0xb7
1:  call put_serial
3:  pop bx
    pop ax
    ret

# Sends the text at SI.
print_serial:
    push ax
1:  lodsb
    test al, al
    jz 2f
    call put_serial
    jmp 1b
2:  pop ax
    ret

# The second and third byte, in UTF-8, of the screen's characters B0 to DF.
drawing:
    .byte 0x96,0x91, 0x96,0x92, 0x96,0x93, 0x94,0x82, 0x94,0xa4, 0x95,0xa1, 0x95,0xa2, 0x95,0x96
    .byte 0x95,0x95, 0x95,0xa3, 0x95,0x91, 0x95,0x97, 0x95,0x9d, 0x95,0x9c, 0x95,0x9b, 0x94,0x90
    .byte 0x94,0x94, 0x94,0xb4, 0x94,0xac, 0x94,0x9c, 0x94,0x80, 0x94,0xbc, 0x95,0x9e, 0x95,0x9f
    .byte 0x95,0x9a, 0x95,0x94, 0x95,0xa9, 0x95,0xa6, 0x95,0xa0, 0x95,0x90, 0x95,0xac, 0x95,0xa7
    .byte 0x95,0xa8, 0x95,0xa4, 0x95,0xa5, 0x95,0x99, 0x95,0x98, 0x95,0x92, 0x95,0x93, 0x95,0xab
    .byte 0x95,0xaa, 0x94,0x98, 0x94,0x8c, 0x96,0x88, 0x96,0x84, 0x96,0x8c, 0x96,0x90, 0x96,0x80

ring_start: .word 0
ring_end:   .word 0
ring:       .fill ring_mask + 1
