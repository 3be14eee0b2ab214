using System.Text.Json;
using Matinee.App.Storage;

namespace Matinee.App.Uploads;

/// <summary>
/// What a store says by itself: the S3 notification, which MinIO and Ceph send as it is, and Amazon SNS wraps. It is a hint and
/// nothing more: what it names is looked at in the store, so a forged event achieves what waiting does.
/// </summary>
internal abstract record StorageEvent
{
    /// <summary>A notification of a thousand records is not sent by anybody.</summary>
    private const int MostRecords = 1000;

    private StorageEvent()
    {
    }

    /// <summary>Objects that were made, by their names in the bucket.</summary>
    public sealed record NewObjects(IReadOnlyList<string> Names) : StorageEvent;

    /// <summary>SNS asks whether it may send.</summary>
    public sealed record TopicAsks(string Topic, string ConfirmUrl) : StorageEvent;

    /// <summary>A test message, a deletion, the end of a subscription.</summary>
    public sealed record NotOurs : StorageEvent;

    /// <summary>Null when it is none of the forms.</summary>
    public static StorageEvent? Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return null;
        if (Text(message, "Type") is { } type && Text(message, "TopicArn") is { } topic)
        {
            return type switch
            {
                "SubscriptionConfirmation" => Text(message, "SubscribeURL") is { } url ? new TopicAsks(topic, url) : null,
                "Notification" => Text(message, "Message") is { } inner ? ReadText(inner) : null,
                _ => new NotOurs(),
            };
        }

        if (Text(message, "Event") == "s3:TestEvent")
            return new NotOurs();
        return message.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array && records.GetArrayLength() <= MostRecords
            ? Describe(records)
            : null;
    }

    /// <summary>The upload that an object belongs to; null when it is none of ours. The bucket's prefix may stand before.</summary>
    public static UploadId? UploadOf(string name)
    {
        var at = name.StartsWith("sources/", StringComparison.Ordinal) ? 0 : name.LastIndexOf("/sources/", StringComparison.Ordinal) + 1;
        return name[at..].Split('/') is ["sources", _, var last] && ObjectKey.TryParse(last, out _) && UploadId.TryParse(last, null, out var id) ? id : null;
    }

    private static StorageEvent? ReadText(string text)
    {
        try
        {
            using var inner = JsonDocument.Parse(text);
            return Text(inner.RootElement, "TopicArn") is null ? Read(inner.RootElement) : null; // no wrapping within a wrapping
        }
        catch (JsonException)
        {
            return new NotOurs(); // somebody published by hand
        }
    }

    private static StorageEvent Describe(JsonElement records)
    {
        var names = new List<string>();
        foreach (var record in records.EnumerateArray())
        {
            if (record.ValueKind != JsonValueKind.Object || Text(record, "eventName")?.Contains("ObjectCreated", StringComparison.Ordinal) != true)
                continue;
            if (record.TryGetProperty("s3", out var s3) && s3.ValueKind == JsonValueKind.Object
                && s3.TryGetProperty("object", out var found) && found.ValueKind == JsonValueKind.Object && Text(found, "key") is { } key)
                names.Add(Uri.UnescapeDataString(key.Replace('+', ' ')));
        }

        return names.Count > 0 ? new NewObjects(names) : new NotOurs();
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
