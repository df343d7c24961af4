# Typing: one line, from the keyboard and the serial port alike.

.set key_up, 0x01                   # our own code for "the line before"

# Waits for a key from either side: AL.
read_key:
    call poll_key
    jnz 1f
    call show_clock
    sti
    hlt                             # until the next interrupt
    jmp read_key
1:  ret

# A key from either side in AL; zero flag when there is none.
poll_key:
    mov ah, 1
    int 0x16
    jz 1f
    xor ah, ah
    int 0x16
    cmp ah, 0x48
    je 3f
    test al, al
    jz poll_key                     # a key without a character
    cmp al, 0xe0
    je poll_key
    ret
1:  call next_serial
    jz 2f
    call take_escape
    jc 1b
    test al, al
2:  ret
3:  mov al, key_up
    test al, al
    ret

# The keys that a terminal sends as several bytes: carry while one is under way.
take_escape:
    cmp byte ptr [escape_state], 0
    jne 1f
    cmp al, 27
    clc
    jne 4f
    mov byte ptr [escape_state], 1
    jmp 3f
1:  cmp byte ptr [escape_state], 2
    je 2f
    mov byte ptr [escape_state], 0
    cmp al, '['
    jne 3f
    mov byte ptr [escape_state], 2
    jmp 3f
2:  cmp al, '@'
    jb 3f                           # parameters
    mov byte ptr [escape_state], 0
    cmp al, 'A'
    jne 3f
    mov al, key_up
    clc
    ret
3:  stc
4:  ret

escape_state: .byte 0

# Reads a line into line_buffer, and keeps it as the last one unless it is empty.
read_line:
    mov di, line_buffer
1:  call read_key
    cmp al, 13
    je 6f
    cmp al, 10
    je 6f
    cmp al, 8
    je 2f
    cmp al, 127
    je 2f
    cmp al, 3                       # Ctrl C
    je 5f
    cmp al, 21                      # Ctrl U
    je 4f
    cmp al, key_up
    je 3f
    cmp al, ' '
    jb 1b
    cmp al, 126
    ja 1b
    cmp di, line_buffer + line_length - 14
    jae 1b
    stosb
    call put_char
    jmp 1b
2:  cmp di, line_buffer
    je 1b
    dec di
    call rub_out
    jmp 1b
3:  call rub_line
    mov si, last_line
7:  lodsb
    test al, al
    jz 1b
    stosb
    call put_char
    jmp 7b
4:  call rub_line
    jmp 1b
5:  mov di, line_buffer
6:  mov byte ptr [di], 0
    call new_line
    cmp di, line_buffer
    je 8f
    mov si, line_buffer
    mov di, last_line
    mov cx, line_length
    rep movsb
8:  ret

rub_line:
    cmp di, line_buffer
    je 1f
    dec di
    call rub_out
    jmp rub_line
1:  ret
