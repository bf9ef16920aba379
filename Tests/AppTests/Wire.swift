internal import Glibc
internal import Waiting

/// A client on one connection that sends whatever bytes a test likes. Blocks; gives up on a silent server when patience
/// ends.
final class Wire {
    struct Answer: Equatable {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    let socket: Int32
    private var pending: [UInt8] = []

    /// Nil when the connection is refused.
    init?(_ port: UInt16, patience seconds: Int = Int(patience)) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Every sockaddr begins alike: that is how POSIX means connect to be called.
        let result = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe connect(socket, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        setPatience(milliseconds: seconds * 1000)
        if result != 0 { return nil }
    }

    deinit { close(socket) }

    /// How long a send or a receive may take.
    func setPatience(milliseconds: Int) {
        var patience = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        // Both options copy the struct.
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    /// False once the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // send reads no more than the slice, which lives for the closure.
            let count = unsafe rest.withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func get(_ target: String) -> Answer? { request("GET", target) }

    func request(_ method: String, _ target: String, _ body: [UInt8]? = nil, headers: String = "") -> Answer? {
        let framing = body.map { "Content-Length: \($0.count)\r\n" } ?? ""
        let head = "\(method) \(target) HTTP/1.1\r\nHost: waybill.test\r\n\(headers)\(framing)\r\n"
        guard send(Array(head.utf8) + (body ?? [])) else { return answer() }
        return answer()
    }

    /// The next answer; nil at the end of the stream.
    func answer() -> Answer? {
        while true {
            if let answer = take() { return answer }
            guard receive() else { return nil }
        }
    }

    /// True when the server closes, now or after bytes nobody wants.
    func readsToEnd() -> Bool {
        while receive() {}
        return errno != EAGAIN
    }

    /// Waits for bytes for as long as the patience lasts; true when some came.
    func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        errno = 0
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        if count > 0 { pending += buffer.prefix(count) }
        return count > 0
    }

    private func take() -> Answer? {
        guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: pending[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        var answer = Answer(status: words.count > 1 ? Int(words[1]) ?? 0 : 0)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { answer.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        let length = answer.headers["content-length"].flatMap { Int($0) } ?? 0
        guard pending.count >= end.upperBound + length else { return nil }
        answer.body = String(decoding: pending[end.upperBound..<end.upperBound + length], as: UTF8.self)
        pending.removeFirst(end.upperBound + length)
        return answer
    }
}
