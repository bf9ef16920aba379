internal import CFuzzer
internal import Glibc

/// `ENTRY=xml fuzz [options of libFuzzer] CORPUS...`; tools/fuzz calls it.
@main
enum Main {
    static func main() {
        guard let name = unsafe getenv("ENTRY"), let entry = unsafe Entry(rawValue: String(cString: name)) else {
            print("fuzz: set ENTRY to one of \(Entry.allCases.map(\.rawValue).joined(separator: ", "))")
            exit(64)
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        // libFuzzer keeps neither pointer beyond the call; a callback of C cannot capture, hence one function an entry.
        switch entry {
        case .xml: unsafe exit(LLVMFuzzerRunDriver(&count, &arguments) { unsafe Main.run(Events.fuzzXML, $0, $1) })
        case .json: unsafe exit(LLVMFuzzerRunDriver(&count, &arguments) { unsafe Main.run(Events.fuzzJSON, $0, $1) })
        case .records:
            unsafe exit(LLVMFuzzerRunDriver(&count, &arguments) { unsafe Main.run(RecordInput.fuzz, $0, $1) })
        case .canary: unsafe exit(LLVMFuzzerRunDriver(&count, &arguments) { unsafe Main.run(Canary.fuzz, $0, $1) })
        }
    }

    private static func run(_ body: ([UInt8]) -> Void, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        // libFuzzer owns `count` readable bytes for the length of the call.
        unsafe body(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
}

enum Entry: String, CaseIterable {
    case xml
    case json
    case records
    /// Has a mistake built in; a fuzzer that does not find it proves nothing by finding nothing elsewhere.
    case canary
}

/// A broken promise is a finding.
func insist(_ isKept: Bool, _ promise: @autoclosure () -> String) {
    if !isKept { end(promise()) }
}

/// The value, or a finding: what we wrote ourselves must be readable.
func insist<Value: ~Copyable, Fault: Error>(_ promise: String, _ body: () throws(Fault) -> Value) -> Value {
    do throws(Fault) {
        return try body()
    } catch {
        end("\(promise): \(error)")
    }
}

/// Ends the run; libFuzzer keeps the input that led here.
private func end(_ promise: String) -> Never {
    print("fuzz: broken promise: \(promise)")
    // All streams; abort does not flush them.
    fflush(nil)
    abort()
}
