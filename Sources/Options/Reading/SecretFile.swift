internal import Files

/// Reads a secret out of the file that holds it.
enum SecretFile {
    /// The file's text without the line ends at its end. The message of an error shows neither what is in it nor
    /// `path`: somebody may have given the secret itself there.
    static func read(_ path: String) throws(ValueParser.Fault) -> (secret: Secret, file: SecretOrigin) {
        let content: [UInt8]
        do throws(FileFault) {
            content = try readToEnd(path, byteCountMax: OptionsLimits.secretByteCountMax)
        } catch {
            throw ValueParser.Fault(text: "names a file that \(error.message)")
        }
        guard let end = content.lastIndex(where: { $0 != 10 && $0 != 13 }),
            let text = String(validating: content[...end], as: UTF8.self)
        else { throw ValueParser.Fault(text: "names a file that is empty or is not UTF-8") }
        return (Secret(text), SecretOrigin(path: path, content: content))
    }
}

/// The file that an option's secret was read from. No description shows what is in it.
package struct SecretOrigin: Sendable, CustomStringConvertible, CustomReflectable {
    package let path: String
    /// As it was read.
    package let content: [UInt8]

    package var description: String { path }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
