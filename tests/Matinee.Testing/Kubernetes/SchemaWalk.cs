using System.Text.Json;

namespace Matinee.Testing.Kubernetes;

/// <summary>
/// As much of JSON schema as Swagger 2 files of Kubernetes use: references, objects, arrays, maps and scalars. A property that
/// the schema does not name is wrong, as it is to a server that validates fields strictly.
/// </summary>
internal sealed class SchemaWalk(JsonElement definitions)
{
    private const string Prefix = "#/definitions/";

    public IReadOnlyList<string> Check(JsonElement value, string definition) => Check(value, definitions.GetProperty(definition), partial: false);

    /// <param name="partial">Required properties may be left out: a merge patch.</param>
    public IReadOnlyList<string> Check(JsonElement value, JsonElement schema, bool partial)
    {
        List<string> wrong = [];
        Walk(value, schema, partial, "$", wrong);
        return wrong;
    }

    private void Walk(JsonElement value, JsonElement schema, bool partial, string at, List<string> wrong)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Walk(value, definitions.GetProperty(reference.GetString()![Prefix.Length..]), partial, at, wrong); // a $ref is a string
            return;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            WalkObject(value, schema, properties, partial, at, wrong);
            return;
        }

        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        switch (type)
        {
            case "object" when schema.TryGetProperty("additionalProperties", out var values):
                if (Is(value, JsonValueKind.Object, at, wrong))
                {
                    foreach (var entry in value.EnumerateObject())
                        Walk(entry.Value, values, partial, $"{at}.{entry.Name}", wrong);
                }

                break;
            case "object":
                Is(value, JsonValueKind.Object, at, wrong);
                break;
            case "array":
                if (Is(value, JsonValueKind.Array, at, wrong))
                {
                    foreach (var (index, item) in value.EnumerateArray().Index())
                        Walk(item, schema.GetProperty("items"), partial, $"{at}[{index}]", wrong);
                }

                break;
            case "integer":
                if (!(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _)))
                    wrong.Add($"{at} is an integer, not {value}");
                break;
            case "number":
                Is(value, JsonValueKind.Number, at, wrong);
                break;
            case "boolean":
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    wrong.Add($"{at} is true or false, not {value}");
                break;
            case "string":
                WalkText(value, schema, at, wrong);
                break;
        }
    }

    private void WalkObject(JsonElement value, JsonElement schema, JsonElement properties, bool partial, string at, List<string> wrong)
    {
        if (!Is(value, JsonValueKind.Object, at, wrong))
            return;
        foreach (var property in value.EnumerateObject())
        {
            if (properties.TryGetProperty(property.Name, out var inner))
                Walk(property.Value, inner, partial, $"{at}.{property.Name}", wrong);
            else
                wrong.Add($"{at}.{property.Name} is no such property");
        }

        if (partial || !schema.TryGetProperty("required", out var required))
            return;
        foreach (var name in required.EnumerateArray().Select(r => r.GetString() ?? ""))
        {
            if (!value.TryGetProperty(name, out _))
                wrong.Add($"{at}.{name} is missing");
        }
    }

    private static void WalkText(JsonElement value, JsonElement schema, string at, List<string> wrong)
    {
        var format = schema.TryGetProperty("format", out var f) ? f.GetString() : null;
        if (format == "int-or-string" && value.ValueKind == JsonValueKind.Number)
            return;
        if (Is(value, JsonValueKind.String, at, wrong) && format == "date-time" && !value.TryGetDateTimeOffset(out _))
            wrong.Add($"{at} is a time, not {value}");
    }

    private static bool Is(JsonElement value, JsonValueKind kind, string at, List<string> wrong)
    {
        if (value.ValueKind == kind)
            return true;
        wrong.Add($"{at} is {kind}, not {value.ValueKind}");
        return false;
    }
}
