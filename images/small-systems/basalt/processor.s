# What the processor says of itself.

processor:
    xor eax, eax
    cpuid
    mov [vendor], ebx
    mov [vendor + 4], edx
    mov [vendor + 8], ecx
    mov si, offset maker_label
    call label
    mov si, offset vendor
    call print
    call new_line

    mov eax, 1
    cpuid
    push edx
    push eax
    mov si, offset family_label
    call label
    pop eax
    push eax
    shr eax, 8
    and eax, 15
    call print_decimal
    mov si, offset model_text
    call print
    pop eax
    push eax
    shr eax, 4
    and eax, 15
    call print_decimal
    mov si, offset stepping_text
    call print
    pop eax
    and eax, 15
    call print_decimal
    call new_line

    pop edx
    push edx
    test dl, 0x10
    jz 1f
    mov si, offset speed_label
    call label
    call measure_speed
    call print_decimal
    mov si, offset speed_text
    call print
1:  mov si, offset features_label
    call label
    pop edx
    mov bp, offset features
2:  mov cl, [bp]
    cmp cl, 0xff
    je new_line
    mov eax, edx
    shr eax, cl
    lea si, [bp + 1]
    test al, 1
    jz 3f
    call print
    call space
3:  lea bp, [bp + 7]
    jmp 2b

# Millions of cycles of the time stamp counter a second, in EAX: over nine ticks of the clock, half a second.
measure_speed:
    mov bx, [0x46c]
1:  cmp bx, [0x46c]
    je 1b
    rdtsc
    mov esi, eax
    mov edi, edx
    mov bx, [0x46c]
    add bx, 9
2:  cmp bx, [0x46c]
    jne 2b
    rdtsc
    sub eax, esi
    sbb edx, edi
    mov ecx, 494335                 # microseconds of nine ticks
    div ecx
    ret

maker_label:    .asciz "  maker       "
family_label:   .asciz "  family      "
model_text:     .asciz ", model "
stepping_text:  .asciz ", stepping "
speed_label:    .asciz "  clock       "
speed_text:     .asciz " MHz, by its time stamp counter\n"
features_label: .asciz "  features    "
vendor:         .fill 13

# The bit of EDX, and its name in six bytes.
.macro feature bit, name
1:  .byte \bit
    .asciz "\name"
    .org 1b + 7
.endm
features:
    feature 0, "fpu"
    feature 3, "pse"
    feature 4, "tsc"
    feature 5, "msr"
    feature 6, "pae"
    feature 8, "cx8"
    feature 9, "apic"
    feature 11, "sep"
    feature 13, "pge"
    feature 15, "cmov"
    feature 23, "mmx"
    feature 24, "fxsr"
    feature 25, "sse"
    feature 26, "sse2"
    .byte 0xff
