import Foundation
import Glibc
import Synchronization

/// A carrier for tests: a TCP server on a free port of this machine that answers POSTs as it is told, one thread for
/// each connection.
final class CarrierDouble: Sendable {
    struct Request: Sendable {
        let target: String
        let contentType: String
        let body: String
        /// Counts from 1.
        let number: Int
    }

    /// Status and body, or nil: never answers and keeps the connection until the client cuts it.
    typealias Handler = @Sendable (Request) -> (status: Int, body: String)?

    let port: UInt16
    private let listener: Int32
    private let handler: Handler
    private let state = Mutex<(requests: Int, connections: Int, open: Int, openMax: Int)>((0, 0, 0, 0))

    var requestCount: Int { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connections } }
    /// The most requests that were without their reply at once.
    var requestsAtOnceMax: Int { state.withLock { $0.openMax } }
    var url: String { "http://127.0.0.1:\(port)/push" }

    /// Without `isListening` the port is held, so that nobody else gets it, and every connection is refused.
    init(isListening: Bool = true, _ handler: @escaping Handler) throws {
        self.handler = handler
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        // bind(2) and getsockname(2) take the address by its general type and its true size.
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                unsafe bind(descriptor, general, size) == 0
                    && (!isListening || listen(descriptor, 128) == 0) && getsockname(descriptor, general, &size) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        if isListening { Thread.detachNewThread { self.accept() } }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { return }
            state.withLock { $0.connections += 1 }
            Thread.detachNewThread {
                self.serve(connection)
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        while let (head, body) = next(connection, &buffer) {
            let number = state.withLock { state in
                state.requests += 1
                state.open += 1
                state.openMax = max(state.openMax, state.open)
                return state.requests
            }
            let lines = head.split(separator: "\r\n")
            let type = lines.first { $0.lowercased().hasPrefix("content-type:") }?.dropFirst(13) ?? ""
            let request = Request(
                target: String(lines[0].split(separator: " ")[1]),
                contentType: type.trimmingCharacters(in: .whitespaces), body: body, number: number)
            guard let (status, text) = handler(request) else {
                _ = next(connection, &buffer)
                return
            }
            let reply = "HTTP/1.1 \(status) X\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
            let bytes = Array(reply.utf8)
            state.withLock { $0.open -= 1 }
            // send(2) reads the array's bytes; a peer that is gone is an error and not a signal.
            guard unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return }
        }
    }

    /// One whole request; nil when the client is gone.
    private func next(_ connection: Int32, _ buffer: inout [UInt8]) -> (head: String, body: String)? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = Self.headEnd(buffer) {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                let length = line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
                if buffer.count >= end + length {
                    let body = String(decoding: buffer[end..<(end + length)], as: UTF8.self)
                    buffer.removeFirst(end + length)
                    return (head, body)
                }
            }
            // recv(2) writes at most the count it is told.
            let count = unsafe recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }

    private static func headEnd(_ buffer: [UInt8]) -> Int? {
        guard buffer.count >= 4 else { return nil }
        return (3..<buffer.count).first { buffer[($0 - 3)...$0].elementsEqual([13, 10, 13, 10]) }.map { $0 + 1 }
    }
}

/// A reply as the seed lays it out, as far as the tool reads it.
func reply(to body: String, waybill: String, code: Int = 0) -> String {
    let order = body.firstMatch(of: /<OrderID><!\[CDATA\[(.*?)\]\]>/).map { String($0.1) } ?? ""
    return "<xml><OrderID><![CDATA[\(order)]]></OrderID><WayBillID><![CDATA[\(waybill)]]></WayBillID>"
        + "<ResultCode>\(code)</ResultCode><ResultMsg><![CDATA[m]]></ResultMsg></xml>"
}
