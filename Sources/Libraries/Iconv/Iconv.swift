internal import CSystem
internal import Glibc

/// What kept bytes from being converted.
package struct IconvError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// This system has no such conversion.
        case unsupported
        /// Bytes that are no character of the source, or a character that the target lacks.
        case invalid
        /// The input ends within a character.
        case truncated
        case system
    }

    package var code: Code
    /// Where the offending character begins, in bytes of the input.
    package var offset: Int
    package var message: String
}

/// Strict conversion between character sets by glibc's iconv, without `//TRANSLIT` or `//IGNORE`.
///
/// A descriptor holds state and is no thread's but one, so each call opens its own: with the conversion's
/// tables in memory that takes 0.2 µs, less than a lock and a pool are worth. Wraps iconv(3).
package enum Iconv {
    package static func convert(
        _ input: Span<UInt8>,
        from source: String,
        to target: String
    ) throws(IconvError) -> [UInt8] {
        let descriptor = try Descriptor(from: source, to: target)
        let output = try descriptor.convert(input)
        // Where the target lacks U+E0000…U+E007F, glibc drops them without a word.
        if target != "UTF-8", let offset = firstTag(in: input),
            try descriptor.convert(input.extracting(offset..<(offset + 4))).isEmpty
        {
            throw IconvError(
                code: .invalid,
                offset: offset,
                message: "\(target) has no character for this one"
            )
        }
        return output
    }

    /// The first character of the block Tags in UTF-8.
    private static func firstTag(in input: Span<UInt8>) -> Int? {
        guard input.count >= 4 else { return nil }
        for at in 0...(input.count - 4)
        where input[at] == 0xF3 && input[at + 1] == 0xA0 && input[at + 2] & 0xFE == 0x80 {
            return at
        }
        return nil
    }
}

private struct Descriptor: ~Copyable {
    private let raw: iconv_t

    init(from source: String, to target: String) throws(IconvError) {
        // iconv_open returns (iconv_t)-1 on failure.
        guard let raw = iconv_open(target, source), Int(bitPattern: raw) != -1 else {
            throw IconvError(
                code: errno == EINVAL ? .unsupported : .system,
                offset: 0,
                message: "iconv cannot convert \(source) to \(target) (errno \(errno))"
            )
        }
        self.raw = raw
    }

    deinit { iconv_close(raw) }

    borrowing func convert(_ input: Span<UInt8>) throws(IconvError) -> [UInt8] {
        // No character of UTF-8 is more than twice as long in GB18030, and none of GBK or GB18030 more than 3/2
        // as long in UTF-8 but GBK's one byte for the euro sign: the loop is for many of those.
        var capacity = input.count * 2 + 16
        while true {
            var outcome = Outcome.bufferIsFull
            let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                outcome = attempt(input, into: buffer)
                if case .done(let written) = outcome { count = written }
            }
            switch outcome {
            case .done: return output
            case .bufferIsFull: capacity *= 2
            case .failed(let error): throw error
            }
        }
    }

    private enum Outcome {
        case done(written: Int)
        case bufferIsFull
        case failed(IconvError)
    }

    private borrowing func attempt(
        _ input: Span<UInt8>,
        into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Outcome {
        input.withUnsafeBufferPointer { source in
            // SAFETY: iconv's input is `char **` for historical reasons; it does not write to it. Bytes may be read
            // and written as `char`, and iconv goes no further than the counts below.
            var from = UnsafeMutablePointer(
                mutating: UnsafeRawPointer(source.baseAddress)?.assumingMemoryBound(to: CChar.self)
            )
            // SAFETY: the buffer's bytes are written as `char`, within its count.
            var to = UnsafeMutableRawPointer(buffer.baseAddress)?
                .assumingMemoryBound(to: CChar.self)
            var fromLeft = source.count
            var toLeft = buffer.count
            iconv(raw, nil, nil, nil, nil)
            let replaced = iconv(raw, &from, &fromLeft, &to, &toLeft)
            let error = errno
            if replaced == 0 { return .done(written: buffer.count - toLeft) }
            // A positive result counts characters that were replaced by others.
            if replaced == -1, error == E2BIG { return .bufferIsFull }
            let code: IconvError.Code =
                switch (replaced, error) {
                case (-1, EINVAL): .truncated
                case (-1, EILSEQ), (1..., _): .invalid
                default: .system
                }
            return .failed(
                IconvError(
                    code: code,
                    offset: source.count - fromLeft,
                    message: "iconv: errno \(error)"
                )
            )
        }
    }
}
