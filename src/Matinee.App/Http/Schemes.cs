namespace Matinee.App.Http;

/// <summary>
/// Names of the authentication schemes; the caller's <c>Identity.AuthenticationType</c> is the one that admitted it.
/// A request that carries several credentials is judged by the first of this order, and by no other.
/// </summary>
public static class Schemes
{
    /// <summary>Chooses one of the others for a request.</summary>
    public const string Chooser = "matinee";

    /// <summary><c>Authorization: Bearer</c> with an access token.</summary>
    public const string Bearer = "bearer";

    /// <summary><c>X-API-Key</c>.</summary>
    public const string ApiKey = "api-key";

    /// <summary><c>Authorization: Worker</c> with the key of a worker or an enrolment token.</summary>
    public const string Worker = "worker";

    public const string WorkerPrefix = "Worker ";

    /// <summary>The pages' cookie.</summary>
    public const string Cookie = "cookie";
}
