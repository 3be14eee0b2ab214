using System.Security.Claims;
using Matinee.App.Database;

namespace Matinee.App.Fleet;

/// <summary>The worker that calls, read from the claims of its key.</summary>
internal static class WorkerCaller
{
    /// <summary>Tells a human, and secret scanners, what the text is.</summary>
    public const string KeyPrefix = "mwk_";

    /// <summary>The same claim as a user's id, so that limits count each worker for itself.</summary>
    public const string IdClaim = "sub";

    public const string EnrolmentClaim = "enrolment";

    public const string EnrolmentOpen = "open";

    /// <summary>Null for who comes with an enrolment token.</summary>
    public static WorkerId? FindWorkerId(this ClaimsPrincipal caller) =>
        EntityIds.TryParse<WorkerId>(caller.FindFirst(IdClaim)?.Value, out var id) ? id : null;

    /// <exception cref="InvalidOperationException">The endpoint lacks the policy.</exception>
    public static WorkerId WorkerId(this ClaimsPrincipal caller) =>
        caller.FindWorkerId() ?? throw new InvalidOperationException("The caller is no worker: the endpoint lacks its policy.");
}
