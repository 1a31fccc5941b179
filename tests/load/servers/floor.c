/* The floor: one frame, built once, and a loop of send(2) over all sockets. There is nothing left to take away.
 *
 *     floor PORT NUMBER NEXT TEXT PATTERN
 *
 * Serves WebSockets on 127.0.0.1. For each text that comes, "load-N-...", PATTERN goes to every socket as one text frame,
 * with N where NUMBER stands in it, N + 1 where NEXT stands, and the text where TEXT stands.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 16384, HEAD = 4096, ROOM = 65536, EVENTS = 256 };

struct client {
    int is_open;       /* the handshake is done */
    size_t size;       /* bytes that have come and are not read yet */
    unsigned char *in; /* they */
};

static struct client clients[SOCKETS]; /* by file descriptor */
static int open_sockets[SOCKETS], count;
static const char *number_mark, *next_mark, *text_mark, *pattern;

/* --- SHA-1 (RFC 3174) of a short text, and base64: what a handshake asks for -------------------------------------- */
static uint32_t rol(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1(const char *text, unsigned char digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char data[192] = {0};
    size_t size = strlen(text), blocks = (size + 8) / 64 + 1;
    memcpy(data, text, size); /* a key and the GUID are 60 bytes; at most 128 come here */
    data[size] = 0x80;
    for (int i = 0; i < 8; i++)
        data[blocks * 64 - 1 - i] = (unsigned char)((uint64_t)size * 8 >> 8 * i);
    for (size_t block = 0; block < blocks; block++) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            unsigned char *p = data + block * 64 + i * 4;
            w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
        }
        for (int i = 16; i < 80; i++)
            w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f, k;
            if (i < 20) f = (b & c) | (~b & d), k = 0x5A827999;
            else if (i < 40) f = b ^ c ^ d, k = 0x6ED9EBA1;
            else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
            else f = b ^ c ^ d, k = 0xCA62C1D6;
            uint32_t next = rol(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rol(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++)
        digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const unsigned char digest[20], char out[29]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 7; i++) {
        uint32_t three = (uint32_t)digest[3 * i] << 16 | (uint32_t)digest[3 * i + 1] << 8;
        if (i < 6) three |= digest[3 * i + 2];
        for (int j = 0; j < 4; j++)
            out[4 * i + j] = letters[three >> (18 - 6 * j) & 63];
    }
    out[27] = '=', out[28] = 0;
}

/* --- one message --------------------------------------------------------------------------------------------------- */
static void leave(int fd) {
    for (int i = 0; i < count; i++)
        if (open_sockets[i] == fd) open_sockets[i] = open_sockets[--count];
    free(clients[fd].in);
    memset(&clients[fd], 0, sizeof clients[fd]);
    close(fd);
}

static size_t built(char *out, const char *text, size_t size) {
    char now[24], next[24];
    unsigned long number = strtoul(text + strlen("load-"), NULL, 10);
    snprintf(now, sizeof now, "%lu", number);
    snprintf(next, sizeof next, "%lu", number + 1);
    const char *marks[] = {number_mark, next_mark, text_mark}, *words[] = {now, next, text};
    size_t sizes[] = {strlen(now), strlen(next), size};
    char *at = out;
    for (const char *from = pattern; *from;) {
        int which = 0;
        while (which < 3 && strncmp(from, marks[which], strlen(marks[which]))) which++;
        if (which == 3) {
            *at++ = *from++;
            continue;
        }
        memcpy(at, words[which], sizes[which]);
        at += sizes[which], from += strlen(marks[which]);
    }
    return (size_t)(at - out);
}

static void say(const char *text, size_t size) {
    static char buffer[2 * ROOM];
    char *payload = buffer + 10, *frame;
    size_t length = built(payload, text, size);
    if (length < 126) {
        frame = payload - 2;
        frame[1] = (char)length;
    } else if (length < 65536) {
        frame = payload - 4;
        frame[1] = 126, frame[2] = (char)(length >> 8), frame[3] = (char)length;
    } else {
        frame = payload - 10;
        frame[1] = 127;
        for (int i = 0; i < 8; i++) frame[2 + i] = (char)((uint64_t)length >> (56 - 8 * i));
    }
    frame[0] = (char)0x81;
    size_t whole = length + (size_t)(payload - frame);
    for (int i = count - 1; i >= 0; i--) /* backwards: who leaves is replaced by the last */
        if (send(open_sockets[i], frame, whole, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)whole)
            leave(open_sockets[i]); /* does not read: nobody waits here for anybody */
}

/* --- reading ------------------------------------------------------------------------------------------------------- */
static int shake_hands(int fd, struct client *client) {
    client->in[client->size] = 0;
    char *head = (char *)client->in, *end = strstr(head, "\r\n\r\n"), *key = strcasestr(head, "\r\nsec-websocket-key:");
    if (!end) return client->size < HEAD ? 0 : -1;
    if (!key || key > end) return -1;
    char proof[128], accept[29], answer[256];
    unsigned char digest[20];
    if (sscanf(key + strlen("\r\nsec-websocket-key:"), " %64[^ \r\n]", proof) != 1) return -1;
    strcat(proof, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    sha1(proof, digest);
    base64(digest, accept);
    int size = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (send(fd, answer, (size_t)size, MSG_NOSIGNAL) != size) return -1;
    client->size -= (size_t)(end + 4 - head);
    memmove(client->in, end + 4, client->size);
    client->is_open = 1;
    open_sockets[count++] = fd;
    return 1;
}

/* Takes one frame from what has come: 1, or 0 if it is not whole yet, or -1 if the client goes. */
static int take(struct client *client, char *text, size_t *size) {
    unsigned char *in = client->in, *mask;
    if (client->size < 2) return 0;
    size_t length = in[1] & 0x7F, at = 2;
    if (length == 127) return -1; /* longer than any message */
    if (length == 126) {
        if (client->size < 4) return 0;
        length = (size_t)in[2] << 8 | in[3], at = 4;
    }
    mask = in + at, at += in[1] & 0x80 ? 4 : 0;
    if (at + length >= ROOM) return -1;
    if (client->size < at + length) return 0;
    *size = (in[0] & 0x0F) == 1 ? length : 0;
    for (size_t i = 0; i < *size; i++)
        text[i] = (char)(in[at + i] ^ (in[1] & 0x80 ? mask[i % 4] : 0));
    text[*size] = 0;
    if ((in[0] & 0x0F) == 8) return -1;
    client->size -= at + length;
    memmove(in, in + at + length, client->size);
    return 1;
}

static void receive(int fd) {
    struct client *client = &clients[fd];
    static char text[ROOM];
    if (!client->in && !(client->in = malloc(ROOM + 1))) exit(1);
    ssize_t came = recv(fd, client->in + client->size, ROOM - client->size, MSG_DONTWAIT);
    if (came < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (came <= 0) return leave(fd);
    client->size += (size_t)came;
    if (!client->is_open) {
        int done = shake_hands(fd, client);
        if (done < 0) return leave(fd);
        if (!done) return;
    }
    for (;;) {
        size_t size;
        int done = take(client, text, &size);
        if (done < 0) return leave(fd);
        if (!done) break;
        if (!strncmp(text, "load-", 5)) say(text, size);
        if (!client->in) return; /* it did not read what it said itself */
    }
    if (!client->size) { /* most only listen: they keep no buffer */
        free(client->in);
        client->in = NULL;
    }
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    number_mark = argv[2], next_mark = argv[3], text_mark = argv[4], pattern = argv[5];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), events = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 2048)) {
        perror("floor");
        return 1;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[EVENTS];
    epoll_ctl(events, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int found = epoll_wait(events, ready, EVENTS, -1);
        for (int i = 0; i < found; i++) {
            int fd = ready[i].data.fd;
            if (fd != listener) {
                receive(fd);
                continue;
            }
            if ((fd = accept(listener, NULL, NULL)) < 0) continue;
            if (fd >= SOCKETS) {
                close(fd);
                continue;
            }
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            event.events = EPOLLIN, event.data.fd = fd;
            epoll_ctl(events, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
