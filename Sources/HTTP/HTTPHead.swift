internal import CMicroHTTPD

/// The head of one request, lent for the length of a call: it cannot be copied or kept, its strings can. Nothing in it
/// is decoded before it is asked for.
@safe package struct HTTPHead: ~Copyable {
    private let connection: OpaquePointer
    private let target: UnsafePointer<CChar>
    private let verb: UnsafePointer<CChar>

    /// The pointers are those of an access handler's call and must not outlive it.
    @unsafe init(connection: OpaquePointer, target: UnsafePointer<CChar>, verb: UnsafePointer<CChar>) {
        unsafe self.connection = connection
        unsafe self.target = target
        unsafe self.verb = verb
    }

    /// As sent, upper case for the known ones: `GET`, `HEAD`, `POST`; there are others too.
    package var method: String {
        // MHD: NUL-terminated and unchanged while the access handler runs.
        unsafe String(cString: verb)
    }

    /// The path, percent-decoded, without the query. Never holds a NUL; bytes that are not UTF-8 become U+FFFD.
    package var path: String {
        // As for `method`.
        unsafe String(cString: target)
    }

    /// The first query parameter of that name, percent-decoded, `+` as space; empty when it has no value, nil when it
    /// is not there. Bytes that are not UTF-8 become U+FFFD.
    package func query(_ name: String) -> String? { value(name, .GET_ARGUMENT_KIND) }

    /// The first header of that name, whatever its case; nil when it is not there.
    package func header(_ name: String) -> String? { value(name, .HEADER_KIND) }

    private func value(_ name: String, _ kind: MHD_ValueKind) -> String? {
        var found: UnsafePointer<CChar>? = nil
        var count = 0
        // MHD fills in a pointer into the connection's memory, which holds as long as this head is lent.
        let result = unsafe MHD_lookup_connection_value_n(
            connection, kind, name, name.utf8.count, &found, &count)
        guard result == .YES else { return nil }
        guard let found = unsafe found else { return "" }
        let bytes = unsafe UnsafeRawBufferPointer(start: found, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}

/// What a server does with a request once its head is there.
package enum HTTPAdmission: Sendable {
    /// Reads the body; the handler is given the request when it is whole, with this ticket: what was found out about
    /// it, so that nobody has to look again. A longer body than that is answered 413, as is one that is longer than the
    /// server's. `route` is the router's.
    case admit(ticket: Int? = nil, route: Int = 0, bodyByteCountMax: Int = .max)
    /// Answers with this and keeps no byte of the body. A short one is passed over, so that the client can go on to
    /// use its connection; otherwise the answer goes out at once and the connection is closed.
    case refuse(HTTPResponse)
}
