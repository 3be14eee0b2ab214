namespace Matinee.App.Http;

/// <summary>The catalogue of problem codes (RFC 9457). Sorted by status; a test holds codes unique.</summary>
public static class ProblemKinds
{
    public static readonly ProblemKind Malformed = new("malformed", 400, "The request could not be read");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Sign in first");
    public static readonly ProblemKind BadCredentials = new("bad_credentials", 401, "Email or password is wrong");
    public static readonly ProblemKind TokenExpired = new("token_expired", 401, "The token has expired");
    public static readonly ProblemKind TokenReused = new("token_reused", 401, "The refresh token was used before; the session is closed");
    public static readonly ProblemKind WorkerUnknown = new("worker_unknown", 401, "This worker is not known here");
    public static readonly ProblemKind EnrolmentExpired = new("enrolment_expired", 401, "The enrolment token has expired");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "Not allowed");
    public static readonly ProblemKind CrossOrigin = new("cross_origin", 403, "The request came from another site");
    public static readonly ProblemKind RegistrationClosed = new("registration_closed", 403, "Registration needs an invitation");
    public static readonly ProblemKind InviteInvalid = new("invite_invalid", 403, "The invitation is not valid any more");
    public static readonly ProblemKind VideoLocked = new("video_locked", 403, "This video needs a password");
    public static readonly ProblemKind RoomPasswordRequired = new("room_password_required", 403, "This room needs a password");
    public static readonly ProblemKind RoomPasswordWrong = new("room_password_wrong", 403, "The password of the room is another");
    public static readonly ProblemKind RoomBanned = new("room_banned", 403, "You are banned from this room");
    public static readonly ProblemKind RoomInviteRequired = new("room_invite_required", 403, "This room needs an invitation");
    public static readonly ProblemKind RoomLocked = new("room_locked", 403, "This room is locked");
    public static readonly ProblemKind TaskTokenInvalid = new("task_token_invalid", 403, "This token opens nothing here");
    public static readonly ProblemKind NotFound = new("not_found", 404, "There is no such thing here");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "This method is not taken here");
    public static readonly ProblemKind TooSlow = new("too_slow", 408, "The request took too long to arrive");
    public static readonly ProblemKind Conflict = new("conflict", 409, "Something changed meanwhile");
    public static readonly ProblemKind EmailTaken = new("email_taken", 409, "There is an account with this email");
    public static readonly ProblemKind LastAdministrator = new("last_administrator", 409, "There must be an administrator");
    public static readonly ProblemKind LeaseLost = new("lease_lost", 409, "The task is another worker's now");
    public static readonly ProblemKind WorkerNameTaken = new("worker_name_taken", 409, "Another worker has this name");
    public static readonly ProblemKind StreamOver = new("stream_over", 409, "The stream takes nothing any more");
    public static readonly ProblemKind SegmentLate = new("segment_late", 409, "Playlists have passed this segment");
    public static readonly ProblemKind SegmentConflict = new("segment_conflict", 409, "Another segment has this number");
    public static readonly ProblemKind Gone = new("gone", 410, "It was here, and is gone");
    public static readonly ProblemKind TaskCancelled = new("task_cancelled", 410, "The task was cancelled");
    public static readonly ProblemKind WorkerReplaced = new("worker_replaced", 410, "Another start of this worker has taken over");
    public static readonly ProblemKind TusVersion = new("tus_version", 412, "This version of tus is not spoken here");
    public static readonly ProblemKind TooLarge = new("too_large", 413, "Too large");
    public static readonly ProblemKind UnsupportedMedia = new("unsupported_media", 415, "This kind of content is not taken here");
    public static readonly ProblemKind RangeNotSatisfiable = new("range_not_satisfiable", 416, "The range lies outside the content");
    public static readonly ProblemKind Invalid = new("invalid", 422, "A value is not acceptable");
    public static readonly ProblemKind Unplayable = new("unplayable", 422, "No player could play this");
    public static readonly ProblemKind SegmentGap = new("segment_gap", 422, "Too many segments are missing");
    public static readonly ProblemKind KeyReused = new("idempotency_key_reused", 422, "The idempotency key belongs to another request");
    public static readonly ProblemKind QuotaExceeded = new("quota_exceeded", 422, "Your quota does not allow it");
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemKind StreamFull = new("stream_full", 429, "As many watch as may");
    public static readonly ProblemKind FleetFull = new("fleet_full", 429, "As many workers are at work as may be");
    public static readonly ProblemKind ChecksumMismatch = new("checksum_mismatch", 460, "The checksum does not match");
    public static readonly ProblemKind Internal = new("internal", 500, "Something broke on our side");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "Not available right now");
    public static readonly ProblemKind NoSpace = new("no_space", 507, "The server has no space left");
}
