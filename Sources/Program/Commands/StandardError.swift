internal import Files

/// Standard error, where a person is told what does not belong into the output.
enum StandardError {
    /// Every line begins with the program's name, so that it can be told from other programs' lines.
    static func tell(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "waybill: \($0)\n" }
        writeStandardError(lines.joined())
    }
}
