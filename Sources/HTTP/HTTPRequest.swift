internal import CMicroHTTPD

/// One request, whole, lent to the handler for the length of its call: it cannot be copied or kept, its strings and
/// its body can. Nothing in it is decoded before it is asked for.
@safe package struct HTTPRequest: ~Copyable {
    /// The body as it came; empty when there was none. At most `HTTPConfiguration.bodyByteCountMax` bytes.
    package let body: [UInt8]
    private let connection: OpaquePointer
    private let target: UnsafePointer<CChar>
    private let verb: UnsafePointer<CChar>

    /// The pointers are those of an access handler's call and must not outlive it.
    @unsafe init(
        connection: OpaquePointer, target: UnsafePointer<CChar>, verb: UnsafePointer<CChar>, body: [UInt8]
    ) {
        unsafe self.connection = connection
        unsafe self.target = target
        unsafe self.verb = verb
        self.body = body
    }

    /// As sent, upper case for the known ones: `GET`, `HEAD`, `POST`; others reach the handler too.
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
        // MHD fills in a pointer into the connection's memory, which holds as long as this request is lent.
        let result = unsafe MHD_lookup_connection_value_n(
            connection, kind, name, name.utf8.count, &found, &count)
        guard result == .YES else { return nil }
        guard let found = unsafe found else { return "" }
        let bytes = unsafe UnsafeRawBufferPointer(start: found, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
