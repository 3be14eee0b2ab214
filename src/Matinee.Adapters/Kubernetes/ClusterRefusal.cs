using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>A <c>Status</c> object that the API answers errors with, put so that an operator can act on it.</summary>
internal static class ClusterRefusal
{
    public static ExecutorException Of(HttpStatusCode status, string body, ClusterAccess access)
    {
        var said = MessageOf(body);
        return new ExecutorException(status switch
        {
            HttpStatusCode.Unauthorized =>
                $"Kubernetes does not accept the token{(access.TokenFile is { } file ? $" of {file}" : ": there is none; set Kubernetes:TokenFile")} (401). {said}",
            HttpStatusCode.Forbidden =>
                $"Kubernetes forbids it (403): {said} Bind the Role of deploy/kubernetes/worker.yaml to the service account in namespace {access.Namespace}.",
            HttpStatusCode.NotFound =>
                $"Kubernetes knows nothing of that (404): {said} Apply deploy/kubernetes/worker.yaml in namespace {access.Namespace}, or name yours by Kubernetes:Deployment.",
            HttpStatusCode.TooManyRequests => $"Kubernetes asks for patience (429): {said}",
            HttpStatusCode.Conflict => $"Somebody else changed it meanwhile (409): {said}",
            _ => $"Kubernetes answered {(int)status}: {said}",
        });
    }

    private static string MessageOf(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["message"]?.GetValue<string>() is { Length: > 0 } message ? message.TrimEnd('.') + "." : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body.Length > 200 ? body[..200] : body; // a proxy in between, as a rule
        }
    }
}
