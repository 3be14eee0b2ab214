using System.Net;

namespace Matinee.Adapters.Azure;

/// <summary>An answer of the store that is no success.</summary>
/// <param name="code">From <c>x-ms-error-code</c>.</param>
internal sealed class AzureRefusalException(HttpStatusCode status, string code) : Exception($"{(int)status} {code}")
{
    public HttpStatusCode Status => status;

    public string Code => code;
}
