#pragma once
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// MHD_start_daemon is variadic, which Swift cannot call: one form, the one the wrapper needs.
// The daemon polls in a thread of its own and may suspend connections.
static inline struct MHD_Daemon *lianban_mhd_start(
    int listen_socket, MHD_AccessHandlerCallback handle, void *context,
    void *(*begin)(void *, const char *, struct MHD_Connection *), MHD_RequestCompletedCallback end,
    unsigned int connections_max, size_t connection_memory, unsigned int idle_seconds
) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listen_socket,
        MHD_OPTION_URI_LOG_CALLBACK, begin, context,
        MHD_OPTION_NOTIFY_COMPLETED, end, context,
        MHD_OPTION_CONNECTION_LIMIT, connections_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_END
    );
}

// Closes what was opened and gives the error as a negative number.
static inline int lianban_mhd_give_up(int descriptor) {
    int error = errno;
    if (descriptor >= 0) close(descriptor);
    return -error;
}

// A listening unix socket of mode 0600, or -errno. The mode is set before the bind, where Linux takes the new
// file's mode from: at no moment can somebody else connect. Never replaces a file that is there.
static inline int lianban_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0 || fchmod(descriptor, 0600) < 0
        || bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || listen(descriptor, backlog) < 0)
        return lianban_mhd_give_up(descriptor);
    return descriptor;
}

// 0 when somebody answers on the unix socket, else -errno (-ECONNREFUSED: a file that nobody listens on).
static inline int lianban_probe_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
        return lianban_mhd_give_up(descriptor);
    close(descriptor);
    return 0;
}

// A listening TCP socket on 127.0.0.1, or -errno. Port 0 takes a free one; `port` then says which.
static inline int lianban_listen_loopback(unsigned short *port, int backlog) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    int on = 1;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0 || setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
        || bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || listen(descriptor, backlog) < 0
        || getsockname(descriptor, (struct sockaddr *)&address, &length) < 0)
        return lianban_mhd_give_up(descriptor);
    *port = ntohs(address.sin_port);
    return descriptor;
}
