/* Reads the partition table where it lies: in the first sector of the disk. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words)
{
    const char *disk = count > 1 ? words[1] : "/dev/sda";
    uint8_t sector[512];
    int file = open(disk, O_RDONLY);

    if (file < 0) {
        perror(disk);
        return 1;
    }
    if (read(file, sector, sizeof sector) != sizeof sector) {
        fprintf(stderr, "%s has no whole sector\n", disk);
        return 1;
    }
    printf("%s ends its first sector with %02x %02x\n", disk, sector[510], sector[511]);
    for (int i = 0; i < 4; i++) {
        const uint8_t *entry = sector + 446 + 16 * i;
        uint32_t first, length;

        memcpy(&first, entry + 8, 4);
        memcpy(&length, entry + 12, 4);
        if (length != 0)
            printf("partition %d: type %02x, from sector %u, %u MiB\n", i + 1, entry[4], first, length / 2048);
    }
    return 0;
}
