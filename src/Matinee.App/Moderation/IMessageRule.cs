namespace Matinee.App.Moderation;

/// <summary>One thing that is looked at in a text. Pure: the same text and author at the same time get the same answer.</summary>
internal interface IMessageRule
{
    /// <summary>Lower ones first: 5 permission, 10 content, 20 metadata, 30 size.</summary>
    int Order { get; }

    MessageVerdict Judge(MessageVerdict message, MessageAuthor author);
}

/// <param name="Scope">Where it is said, for example a room: repeats are counted there.</param>
public sealed record MessageAuthor(string Id, string Scope);
