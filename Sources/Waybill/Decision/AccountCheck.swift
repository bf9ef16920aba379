/// The account of a command: 10001 and 10002.
struct AccountCheck {
    let reference: Reference

    func carrier(of key: OrderKey, passwordDigest: Digest) throws(Refusal) -> Carrier {
        guard let carrier = reference.carrier(key.carrier) else {
            throw Refusal(.other, "the carrier is not configured")
        }
        guard !key.bizID.isEmpty else { throw Refusal(.unknownAccount, "BizID is empty") }
        guard key.bizID.utf8.count <= WaybillLimits.bizIDByteCountMax,
            let account = reference.account(carrier: key.carrier, bizID: key.bizID)
        else { throw Refusal(.unknownAccount, "BizID is not an account of this carrier") }
        guard account.isActive else { throw Refusal(.unknownAccount, "the account of BizID is suspended") }
        guard account.passwordDigest == passwordDigest else {
            throw Refusal(.wrongPassword, "BizPwd is not the password of BizID")
        }
        return carrier
    }
}
