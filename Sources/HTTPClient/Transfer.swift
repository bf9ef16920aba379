internal import CCurl
internal import Glibc

/// libcurl's handle, which carries one request after the other, and what has come of the one under way. Touched on the
/// client's thread only.
@safe final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let said: UnsafeMutablePointer<CChar>
    private let sockets: Sockets
    private let bodyByteCountMax: Int
    private var headers: UnsafeMutablePointer<curl_slist>?
    private(set) var call: OpenCall?
    private var body: [UInt8] = []
    private var headByteCount = 0
    /// The empty line has come. libcurl takes a head that breaks off before for a whole one without a body.
    private var isHeadWhole = false
    /// Why a callback broke the answer off.
    private var excess: HTTPFailure?

    /// errno of a socket that the system did not give for this request; 0 otherwise.
    private var openFault: Int32 = 0

    /// Nil where there is no memory.
    init?(sockets: Sockets, bodyByteCountMax: Int) {
        guard let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = handle
        self.sockets = sockets
        self.bodyByteCountMax = bodyByteCountMax
        unsafe said = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe said.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // The handle, which is given this object's address and that of `said`, ends in `deinit`. The sockets' object
        // outlives every connection: `Transfers` closes them before it lets go of it.
        var settings = unsafe waybill_curl_settings(
            transfer: Unmanaged.passUnretained(self).toOpaque(),
            sockets: Unmanaged.passUnretained(sockets).toOpaque(), write: Callbacks.write, header: Callbacks.header,
            open: Callbacks.open, close: Callbacks.close, said: said)
        guard unsafe waybill_curl_prepare(handle, &settings) == CURLE_OK else { return nil }
    }

    deinit {
        // libcurl keeps the address of `said` and of the headers until then.
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
        unsafe said.deallocate()
    }

    /// Makes the handle ready for the request; what is wrong with it otherwise.
    func begin(_ call: OpenCall) -> HTTPFailure? {
        self.call = call
        unsafe said.pointee = 0
        let request = call.call
        guard Self.isUsable(request.url) else { return .unusableURL }
        guard appendHeaders(of: request) else { return .unusableHeader }
        let milliseconds = Int(max(1, (call.deadline - .now).milliseconds))
        var code: CURLcode
        // URL and body are copied during the call; `headers` lives until `end`.
        switch request.method {
        case .get: code = unsafe waybill_curl_request(handle, request.url, 0, nil, 0, headers, milliseconds)
        case .post(let body):
            code = unsafe waybill_curl_request(handle, request.url, 1, body, body.count, headers, milliseconds)
        }
        return code == CURLE_OK ? nil : failure(code)
    }

    /// Gives the request to libcurl; what is wrong where it does not take it.
    @unsafe func start(on multi: UnsafeMutableRawPointer) -> HTTPFailure? {
        let code = unsafe curl_multi_add_handle(multi, handle)
        // A constant text.
        return code == CURLM_OK ? nil : .other(unsafe String(cString: curl_multi_strerror(code)))
    }

    /// libcurl has no more to do with the request. A connection that is whole stays for the next.
    @unsafe func leave(_ multi: UnsafeMutableRawPointer) { unsafe curl_multi_remove_handle(multi, handle) }

    /// Takes the call away with its outcome; the handle is ready for another.
    func end(_ code: CURLcode) -> (call: OpenCall, outcome: HTTPOutcome)? {
        guard let call else { return nil }
        let outcome: HTTPOutcome
        if let excess {
            outcome = .failed(excess)
        } else if code == CURLE_OK, !isHeadWhole {
            outcome = .failed(.cut)
        } else if code == CURLE_OK {
            outcome = .answered(status: unsafe waybill_curl_status(handle), body: body)
        } else if code == CURLE_OPERATION_TIMEDOUT {
            outcome = .timedOut
        } else {
            outcome = .failed(failure(code))
        }
        clear()
        return (call, outcome)
    }

    /// Takes the call away; the handle is ready for another.
    func drop() -> OpenCall? {
        let call = call
        clear()
        return call
    }

    private func clear() {
        unsafe waybill_curl_forget(handle)
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        call = nil
        body = []
        headByteCount = 0
        isHeadWhole = false
        excess = nil
        openFault = 0
    }

    /// A socket for a new connection; -1 where the system gives none.
    @unsafe func open(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        let socket = unsafe sockets.open(address)
        if socket < 0 { openFault = errno }
        return socket
    }

    /// A piece of the body; false breaks the answer off.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= bodyByteCountMax - body.count else {
            excess = .bodyTooLarge(byteCountMax: bodyByteCountMax)
            return false
        }
        // libcurl's bytes are good for its call; they are copied.
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// A line of the head, with its end; false breaks the answer off.
    func append(line bytes: UnsafeRawBufferPointer) -> Bool {
        headByteCount += bytes.count
        // Behind an interim answer's empty line the status line of another follows; what follows the body are trailers.
        if unsafe bytes.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            isHeadWhole = true
        } else if unsafe bytes.starts(with: "HTTP/".utf8) {
            isHeadWhole = false
        }
        guard headByteCount <= HTTPClientLimits.headByteCountMax else {
            excess = .headTooLarge(byteCountMax: HTTPClientLimits.headByteCountMax)
            return false
        }
        return true
    }

    /// libcurl would guess the scheme of a URL that has none, and sees no further than a NUL.
    private static func isUsable(_ url: String) -> Bool {
        let scheme = url.utf8.prefix { $0 != UInt8(ascii: ":") }.map { $0 | 0x20 }
        return (scheme.elementsEqual("http".utf8) || scheme.elementsEqual("https".utf8)) && !url.utf8.contains(0)
    }

    /// False where a header holds what would begin another line.
    private func appendHeaders(of request: HTTPCall) -> Bool {
        for (name, value) in request.headers {
            let line = "\(name): \(value)"
            guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), append(line) else { return false }
        }
        // libcurl would wait a second for "100 Continue" before a large body.
        if case .post = request.method { return append("Expect:") }
        return true
    }

    private func append(_ line: String) -> Bool {
        // The line is copied; nil is no memory, and leaves the list as it was.
        guard let longer = unsafe curl_slist_append(headers, line) else { return false }
        unsafe headers = longer
        return true
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        // Both texts end with a NUL; the first is libcurl's, about this request, the second a constant.
        let text = unsafe said.pointee != 0 ? String(cString: said) : String(cString: curl_easy_strerror(code))
        let cause = unsafe Int32(truncatingIfNeeded: waybill_curl_errno(handle))
        return HTTPFailure(code: code.rawValue, said: text, cause: openFault != 0 ? openFault : cause)
    }
}

extension Duration {
    /// Rounded up: no request ends before its limit.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
