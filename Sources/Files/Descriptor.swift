internal import Glibc

/// An open file, closed at the end of its life.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Nil, and errno, where it cannot be opened.
    package init?(_ path: String, _ flags: Int32, mode: UInt32 = 0) {
        // Swift passes the path as a C string that is good for the call.
        let number = unsafe open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit { close(number) }

    /// At most `buffer.count` bytes; nil, and errno, on failure.
    func read(into buffer: inout [UInt8]) -> Int? {
        while true {
            // Writes at most the buffer's length.
            let count = unsafe Glibc.read(number, &buffer, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    /// The first bytes of the file, at most so many; nil, and errno, on failure.
    package func beginning(byteCountMax: Int) -> ArraySlice<UInt8>? {
        var buffer = [UInt8](repeating: 0, count: byteCountMax)
        // Writes at most the buffer's length.
        let count = unsafe pread(number, &buffer, buffer.count, 0)
        return count < 0 ? nil : buffer.prefix(count)
    }

    /// Over the first bytes of the file, in one write; false, and errno, on failure.
    package func setBeginning(_ bytes: [UInt8]) -> Bool {
        // Reads the bytes only.
        unsafe pwrite(number, bytes, bytes.count, 0) == bytes.count
    }

    /// False, and errno, on failure.
    func write(_ bytes: [UInt8]) -> Bool { Self.write(bytes, to: number) }

    /// To a descriptor of whoever calls.
    static func write(_ bytes: [UInt8], to number: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Reads the rest of the bytes, which hold for the closure.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
