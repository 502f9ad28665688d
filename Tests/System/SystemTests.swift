import Testing

/// The built program on a real RabbitMQ. One test at a time: they start many processes.
@Suite("the running hub", .serialized, .needsRabbitMQ)
struct SystemTests {}
