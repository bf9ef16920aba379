internal import Glibc

/// Load for the ingress benchmark: posts the seed's event over keep-alive connections, one request under way on each,
/// as fast as the answers come. Run in a child process, so that its CPU does not count. Plain sockets: a general
/// client would be slower than what is measured.
enum LoadClient {
    static func run(port: UInt16, count: Int, connectionCount: Int, target: String) throws -> Bool {
        let body = try SeedEvent.xml()
        let head = "POST \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n"
        let request = Array(head.utf8) + body
        let sockets = (0..<connectionCount).compactMap { _ in connect(port) }
        guard sockets.count == connectionCount else { return false }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        for _ in 0..<count / connectionCount {
            for socket in sockets where !send(request, to: socket) { return false }
            // The last one first: by then most others have come, and the server need not wake this process for each.
            for socket in sockets.reversed() where !receive(&buffer, from: socket) { return false }
        }
        return true
    }

    /// Whether `/ready` answers 200 at a service's port of operations.
    static func isReady(_ port: UInt16) -> Bool {
        guard let socket = connect(port) else { return false }
        defer { _ = Glibc.close(socket) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let request = Array("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        return send(request, to: socket) && receive(&buffer, from: socket)
            && buffer.starts(with: "HTTP/1.1 200".utf8)
    }

    private static func connect(_ port: UInt16) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // connect(2) reads the address while the call lasts.
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result == 0 ? socket : nil
    }

    private static func send(_ request: [UInt8], to socket: Int32) -> Bool {
        // The array outlives the call.
        unsafe request.withUnsafeBytes { bytes in
            unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }
    }

    /// Reads one answer: its head, then as many bytes as Content-Length says.
    private static func receive(_ buffer: inout [UInt8], from socket: Int32) -> Bool {
        var filled = 0
        var expected = Int.max
        while filled < expected, filled < buffer.count {
            // read(2) writes at most the bytes that are left of the buffer.
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe read(socket, bytes.baseAddress?.advanced(by: filled), bytes.count - filled)
            }
            guard count > 0 else { return false }
            filled += count
            if expected == .max, let length = length(of: buffer[..<filled]) { expected = length }
        }
        return filled == expected
    }

    /// The byte count of the whole answer, once its head is there.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let end = find(headEnd, in: bytes), let field = find(lengthField, in: bytes[..<end]) else { return nil }
        var length = 0
        for byte in bytes[(field + lengthField.count)...] {
            guard (0x30...0x39).contains(byte) else { break }
            length = length &* 10 &+ Int(byte & 15)
        }
        return end + headEnd.count + length
    }

    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let lengthField = Array("\r\nContent-Length: ".utf8)

    private static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        search: for start in bytes.startIndex...bytes.endIndex - wanted.count where bytes[start] == wanted[0] {
            for offset in 1..<wanted.count where bytes[start + offset] != wanted[offset] { continue search }
            return start
        }
        return nil
    }
}
