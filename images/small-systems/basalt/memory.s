# The memory as the BIOS describes it.

memory:
    mov si, offset low_label
    call label
    int 0x12
    movzx eax, ax
    call print_decimal
    mov si, offset low_text
    call print
    mov dword ptr [usable], 0
    xor ebx, ebx
1:  push ebx
    mov edi, entry_buffer
    mov eax, 0xe820
    mov edx, 0x534d4150
    mov ecx, 20
    pop ebx
    int 0x15
    jc 3f
    cmp eax, 0x534d4150
    jne 3f
    push ebx
    call show_entry
    pop ebx
    test ebx, ebx
    jnz 1b
3:  mov si, offset usable_label
    call label
    mov eax, [usable]
    shr eax, 10
    call print_decimal
    mov si, offset usable_text
    jmp print

# One entry: where it begins, how long it is, what it is for.
show_entry:
    mov si, offset entry_label
    call label
    mov eax, [entry_buffer + 4]
    call print_hex
    mov eax, [entry_buffer]
    call print_hex
    call space
    mov eax, [entry_buffer + 8]
    mov edx, [entry_buffer + 12]
    shrd eax, edx, 10
    call print_padded
    mov si, offset kibibytes_text
    call print
    mov bl, light_green
    mov si, offset free_text
    cmp dword ptr [entry_buffer + 16], 1
    je 1f
    mov bl, light_red
    mov si, offset reserved_text
    jmp 2f
1:  add [usable], eax
2:  call set_colour
    call print
    ret

# EAX as a decimal number in eight columns.
print_padded:
    push ecx
    mov ecx, 10000000
1:  cmp ecx, 1
    jbe 2f
    cmp eax, ecx
    jae 2f
    push eax
    call space
    pop eax
    push eax
    push edx
    mov eax, ecx
    xor edx, edx
    mov ecx, 10
    div ecx
    mov ecx, eax
    pop edx
    pop eax
    jmp 1b
2:  pop ecx
    jmp print_decimal

low_label:      .asciz "  below 1 MiB "
low_text:       .asciz " KiB for programs\n"
entry_label:    .asciz "  from        "
kibibytes_text: .asciz " KiB  "
free_text:      .asciz "usable\n"
reserved_text:  .asciz "reserved\n"
usable_label:   .asciz "  usable      "
usable_text:    .asciz " MiB in all\n"
.balign 4
usable:         .long 0
