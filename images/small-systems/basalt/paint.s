# Painting with the mouse, in the lava's colours: the left button draws, the
# right one wipes, a key ends it.

.set left_button, 1
.set right_button, 2

paint:
    mov ax, 0x13
    int 0x10
    call lava_colours
    mov ax, 0xc205                  # the mouse, three bytes to a message
    mov bh, 3
    int 0x15
    jc 6f
    xor ax, ax
    mov es, ax
    mov bx, offset take_mouse
    mov ax, 0xc207
    int 0x15
    mov ax, 0xc200
    mov bh, 1
    int 0x15
    jc 6f
    push es
    push 0xa000
    pop es
    call draw_pointer
1:  sti
    hlt
    cmp byte ptr [has_moved], 0
    je 4f
    mov byte ptr [has_moved], 0
    call draw_pointer               # takes it away
    test byte ptr [buttons], right_button
    jz 2f
    xor di, di
    xor ax, ax
    mov cx, 32000
    rep stosw
2:  test byte ptr [buttons], left_button
    jz 3f
    call draw_stroke
3:  mov eax, [mouse_place]
    mov [pen_place], eax
    call draw_pointer
4:  call poll_key
    jz 1b
    mov ax, 0xc200
    mov bh, 0
    int 0x15
    pop es
    jmp open_screen
6:  call open_screen
    mov bl, light_red
    call set_colour
    mov si, offset no_mouse_text
    jmp print

no_mouse_text: .asciz "There is no mouse.\n"

# The BIOS's messages: on the stack, behind the way back, a zero, the steps down and to the right, and the buttons
# with the signs of the steps.
take_mouse:
    push bp
    mov bp, sp
    pusha
    push ds
    xor ax, ax
    mov ds, ax
    mov al, [bp + 12]
    mov [buttons], al
    mov cl, [bp + 10]
    mov ch, al
    shl ch, 3                       # the sign is in bit 4
    sar ch, 7
    mov dx, 319
    mov bx, offset mouse_place
    call move_within
    mov cl, [bp + 8]
    mov ch, al
    shl ch, 2                       # and in bit 5
    sar ch, 7
    neg cx                          # upwards on the screen
    mov dx, 199
    add bx, 2
    call move_within
    mov byte ptr [has_moved], 1
    pop ds
    popa
    pop bp
    retf

# Adds CX to the word at BX, which stays between 0 and DX.
move_within:
    add cx, [bx]
    jns 1f
    xor cx, cx
1:  cmp cx, dx
    jbe 2f
    mov cx, dx
2:  mov [bx], cx
    ret

# A stroke from the pen's place to the mouse's, as many dots as there are points on the way.
draw_stroke:
    movsx eax, word ptr [mouse_place]
    movsx ebx, word ptr [pen_place]
    sub eax, ebx
    movsx ecx, word ptr [mouse_place + 2]
    movsx edx, word ptr [pen_place + 2]
    sub ecx, edx
    shl ebx, 16
    shl edx, 16
    mov [stroke_x], ebx
    mov [stroke_y], edx
    mov ebx, eax
    call absolute
    mov esi, ebx
    mov ebx, ecx
    call absolute
    cmp ebx, esi
    jbe 1f
    mov esi, ebx
1:  inc esi                         # dots
    shl eax, 16
    cdq
    idiv esi
    mov edi, eax
    mov eax, ecx
    shl eax, 16
    cdq
    idiv esi
    mov ebp, eax
2:  add [stroke_x], edi
    add [stroke_y], ebp
    push di
    movzx di, byte ptr [stroke_y + 2]
    imul di, di, 320
    add di, [stroke_x + 2]
    inc byte ptr [paint_colour]
    mov al, [paint_colour]
    call draw_dot
    pop di
    dec esi
    jnz 2b
    ret

absolute:
    test ebx, ebx
    jns 1f
    neg ebx
1:  ret

# A dot of three by three points around DI in the colour AL, which is never black.
draw_dot:
    or al, 0x30
    mov es:[di - 321], al
    mov es:[di - 320], al
    mov es:[di - 319], al
    mov es:[di - 1], al
    mov es:[di], al
    mov es:[di + 1], al
    mov es:[di + 319], al
    mov es:[di + 320], al
    mov es:[di + 321], al
    ret

# A cross at the pen's place; drawn twice it is gone.
draw_pointer:
    movzx di, byte ptr [pen_place + 2]
    imul di, di, 320
    add di, [pen_place]
    mov cx, 5
    lea si, [di - 2]
1:  xor byte ptr es:[si], 0x7f
    inc si
    loop 1b
    mov cx, 5
    lea si, [di - 640]
2:  xor byte ptr es:[si], 0x7f
    add si, 320
    loop 2b
    ret

.balign 4
mouse_place:  .word 160, 100        # to the right, down
pen_place:    .word 160, 100
stroke_x:     .long 0
stroke_y:     .long 0
buttons:      .byte 0
has_moved:    .byte 0
paint_colour: .byte 0
