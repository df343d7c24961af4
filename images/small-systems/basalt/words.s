# Words and numbers: taking what was typed apart, and printing.

# SI: moves to the next character that is not a space.
skip_spaces:
    cmp byte ptr [si], ' '
    jne 1f
    inc si
    jmp skip_spaces
1:  ret

# Carry when the word at SI is the one at DI; then SI is behind it.
match_word:
    push si
1:  mov al, [di]
    test al, al
    jz 2f
    cmp al, [si]
    jne 3f
    inc si
    inc di
    jmp 1b
2:  mov al, [si]
    test al, al
    jz 4f
    cmp al, ' '
    je 4f
3:  pop si
    clc
    ret
4:  add sp, 2
    stc
    ret

# The decimal number at SI into EAX, SI behind it; carry when there is none.
take_number:
    xor eax, eax
    xor ecx, ecx
    mov cl, [si]
    sub cl, '0'
    cmp cl, 9
    ja 2f
1:  movzx ecx, byte ptr [si]
    sub cl, '0'
    cmp cl, 9
    ja 3f
    cmp eax, 429496728
    ja 2f
    lea eax, [eax + eax * 4]
    lea eax, [ecx + eax * 2]
    inc si
    jmp 1b
2:  stc
    ret
3:  call skip_spaces
    clc
    ret

# Prints the text at SI.
print:
    push ax
1:  lodsb
    test al, al
    jz 2f
    cmp al, '\n'
    je 3f
    call put_char
    jmp 1b
2:  pop ax
    ret
3:  call new_line
    jmp 1b

# Prints EAX as a decimal number.
print_decimal:
    pushad
    xor cx, cx
    mov ebx, 10
1:  xor edx, edx
    div ebx
    push dx
    inc cx
    test eax, eax
    jnz 1b
2:  pop ax
    add al, '0'
    call put_char
    loop 2b
    popad
    ret

# Prints AL as two decimal digits.
print_two:
    push ax
    aam
    add ax, 0x3030
    xchg al, ah
    call put_char
    xchg al, ah
    call put_char
    pop ax
    ret

# Prints EAX as eight hexadecimal digits.
print_hex:
    push cx
    mov cx, 4
1:  rol eax, 8
    call print_hex_byte
    loop 1b
    pop cx
    ret

# Prints AL as two hexadecimal digits.
print_hex_byte:
    push ax
    push ax
    shr al, 4
    call 1f
    pop ax
    call 1f
    pop ax
    ret
1:  and al, 15
    cmp al, 10
    jb 2f
    add al, 'A' - '0' - 10
2:  add al, '0'
    jmp put_char

# A label in brown, the value behind it in white: SI is the label.
label:
    mov bl, brown
    call set_colour
    call print
    mov bl, white
    jmp set_colour
