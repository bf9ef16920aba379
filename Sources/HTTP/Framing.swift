internal import CMicroHTTPD

/// How long a request's body is, as its headers say.
enum Framing {
    /// Nil for a chunked one, whose length shows at its end; 0 where there is none.
    case body(byteCount: Int?)
    case refuse(HTTPRefusal, HTTPResponse)

    private static func bad(_ reason: HTTPRefusal, _ status: Int, _ text: String) -> Framing {
        .refuse(reason, HTTPResponse(status: status, text: text, close: true))
    }

    /// Reads the headers of `connection`, in MHD's access handler. `version` is the handler's argument.
    @unsafe static func of(
        _ connection: OpaquePointer, intake: borrowing Intake, version: UnsafePointer<CChar>?, bodyByteCountMax: Int
    ) -> Framing {
        // MHD cuts the line at the target's end and the version is what follows. Anything between them means that
        // the target itself holds a NUL.
        let versionStart = UInt(bitPattern: version)
        guard intake.targetEnd != 0, intake.targetEnd &+ 1 == versionStart else {
            return bad(.badTarget, 400, "the request target cannot be decoded\n")
        }
        let framing = unsafe waybill_http_framing(connection)
        let (lengths, codings) = unsafe (framing.lengths, framing.codings)
        // RFC 9112 section 6.3: a message whose length is not certain must not be guessed at.
        guard lengths <= 1, codings <= 1, lengths + codings <= 1 else {
            return bad(.badFraming, 400, "send one Content-Length or one Transfer-Encoding\n")
        }
        // MHD's strings: NUL-terminated, valid in this callback.
        if let coding = unsafe framing.coding {
            guard unsafe waybill_http_is_chunked(coding) != 0 else {
                return bad(.badFraming, 501, "Transfer-Encoding other than chunked is not supported\n")
            }
            return .body(byteCount: nil)
        }
        guard let length = unsafe framing.length else { return .body(byteCount: 0) }
        let digits = unsafe UnsafeRawBufferPointer(start: length, count: framing.length_count)
        // MHD has refused what is no number before; one that is too large for an Int is nil.
        guard let count = unsafe Int(String(decoding: digits, as: UTF8.self)), (0...bodyByteCountMax).contains(count)
        else {
            return .refuse(.bodyTooLarge, .tooLarge(bodyByteCountMax))
        }
        return .body(byteCount: count)
    }
}
