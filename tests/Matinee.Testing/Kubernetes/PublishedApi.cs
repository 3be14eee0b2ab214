using System.IO.Compression;
using System.Text.Json;

namespace Matinee.Testing.Kubernetes;

/// <summary>
/// The OpenAPI file that Kubernetes publishes, as npm's kubernetes-client carries it: what a request must look like is theirs to say.
/// Checks path, method, query, content type and body, and the answers of a stand-in as well.
/// </summary>
public sealed class PublishedApi
{
    private readonly JsonElement _root;
    private readonly SchemaWalk _walk;
    private readonly List<(string[] Parts, JsonElement Item)> _paths;

    private PublishedApi(JsonElement root)
    {
        _root = root;
        _walk = new SchemaWalk(root.GetProperty("definitions"));
        _paths = [.. root.GetProperty("paths").EnumerateObject().Select(path => (path.Name.Trim('/').Split('/'), path.Value))];
    }

    public string Version => _root.GetProperty("info").GetProperty("version").GetString() ?? "";

    public static PublishedApi Load()
    {
        var file = Path.Combine(MatineeProcess.RepositoryRoot(), "tests/servers/node_modules/kubernetes-client/lib/specs/swagger-1.13.json.gz");
        if (!File.Exists(file))
            throw new FileNotFoundException($"{file} is missing: run npm ci in tests/servers, as ./test does.");
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        return new PublishedApi(document.RootElement.Clone());
    }

    /// <summary>What is wrong with a request; empty when it is as published.</summary>
    public IReadOnlyList<string> CheckRequest(string method, string path, IReadOnlyDictionary<string, string> query, string? contentType, string body)
    {
        if (Find(path) is not { } item)
            return [$"there is no path {path}"];
        if (!item.TryGetProperty(method.ToLowerInvariant(), out var operation))
            return [$"{path} does not take {method}"];
        List<string> wrong = [];
        var parameters = ParametersOf(item).Concat(ParametersOf(operation)).ToList();
        foreach (var (name, value) in query)
            wrong.AddRange(CheckQuery(parameters, name, value));
        CheckBody(operation, parameters, contentType, body, wrong);
        return wrong;
    }

    /// <summary>What is wrong with an answer to a request of this method and path.</summary>
    public IReadOnlyList<string> CheckAnswer(string method, string path, int status, string body)
    {
        if (Find(path) is not { } item || !item.TryGetProperty(method.ToLowerInvariant(), out var operation))
            return [$"there is no {method} {path}"];
        using var document = JsonDocument.Parse(body);
        if (status >= 400) // every error is a Status, documented or not
            return _walk.Check(document.RootElement, "io.k8s.apimachinery.pkg.apis.meta.v1.Status");
        return operation.GetProperty("responses").TryGetProperty($"{status}", out var response)
            ? response.TryGetProperty("schema", out var schema) ? _walk.Check(document.RootElement, schema, partial: false) : []
            : [$"{method} {path} does not answer {status}"];
    }

    /// <summary>A manifest, by its apiVersion and kind.</summary>
    public IReadOnlyList<string> CheckObject(JsonElement manifest)
    {
        var version = manifest.TryGetProperty("apiVersion", out var v) ? v.GetString() ?? "" : "";
        var kind = manifest.TryGetProperty("kind", out var k) ? k.GetString() : "";
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        var (group, number) = slash < 0 ? ("", version) : (version[..slash], version[(slash + 1)..]);
        foreach (var definition in _root.GetProperty("definitions").EnumerateObject())
        {
            if (definition.Value.TryGetProperty("x-kubernetes-group-version-kind", out var kinds)
                && kinds.EnumerateArray().Any(g => Is(g, "group", group) && Is(g, "version", number) && Is(g, "kind", kind)))
                return _walk.Check(manifest, definition.Name);
        }

        return [$"there is no {kind} of {version}"];
    }

    private static bool Is(JsonElement thing, string name, string? value) => thing.GetProperty(name).GetString() == value;

    private void CheckBody(JsonElement operation, List<JsonElement> parameters, string? contentType, string body, List<string> wrong)
    {
        var expected = parameters.FirstOrDefault(p => Is(p, "in", "body"));
        if (body.Length == 0)
        {
            if (expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("required", out var required) && required.GetBoolean())
                wrong.Add("the body is missing");
            return;
        }

        if (expected.ValueKind != JsonValueKind.Object)
        {
            wrong.Add("no body is taken");
            return;
        }

        var consumes = operation.GetProperty("consumes").EnumerateArray().Select(c => c.GetString()).ToList();
        if (!consumes.Contains(contentType) && !(consumes.Contains("*/*") && contentType is "application/json" or "application/yaml"))
            wrong.Add($"the content type {contentType} is none of {string.Join(", ", consumes)}");
        using var document = JsonDocument.Parse(body);
        // A merge patch is a part of the object that the operation answers with; its own schema says nothing.
        if (contentType == "application/merge-patch+json")
            wrong.AddRange(_walk.Check(document.RootElement, operation.GetProperty("responses").GetProperty("200").GetProperty("schema"), partial: true));
        else
            wrong.AddRange(_walk.Check(document.RootElement, expected.GetProperty("schema"), partial: false));
    }

    private static IEnumerable<string> CheckQuery(List<JsonElement> parameters, string name, string value)
    {
        var parameter = parameters.FirstOrDefault(p => Is(p, "in", "query") && Is(p, "name", name));
        if (parameter.ValueKind != JsonValueKind.Object)
            return [$"there is no query parameter {name}"];
        return parameter.GetProperty("type").GetString() switch
        {
            "integer" when !int.TryParse(value, out _) => [$"{name} is an integer, not {value}"],
            "boolean" when value is not ("true" or "false") => [$"{name} is true or false, not {value}"],
            _ => [],
        };
    }

    private static List<JsonElement> ParametersOf(JsonElement item) =>
        item.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private JsonElement? Find(string path)
    {
        var parts = path.Trim('/').Split('/');
        // The literal path wins over one with a parameter in that place.
        return _paths.Where(candidate => candidate.Parts.Length == parts.Length
                && candidate.Parts.Zip(parts).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second))
            .OrderBy(candidate => candidate.Parts.Count(part => part.StartsWith('{')))
            .Select(candidate => (JsonElement?)candidate.Item).FirstOrDefault();
    }
}
