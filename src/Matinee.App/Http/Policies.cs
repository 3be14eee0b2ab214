namespace Matinee.App.Http;

/// <summary>Names of the authorization policies, for <c>RequireAuthorization</c>.</summary>
public static class Policies
{
    /// <summary>Signed in, by any means, and not a guest.</summary>
    public const string Member = "member";

    /// <summary>Signed in as an administrator.</summary>
    public const string Admin = "admin";

    /// <summary>A worker, by its key.</summary>
    public const string Worker = "worker";

    /// <summary>A worker by its key, or a new one by an enrolment token.</summary>
    public const string Enrolment = "enrolment";
}
