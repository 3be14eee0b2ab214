import type { PartsOffer } from './parts.ts';

/** What is needed to go on with an upload after everything was killed. The bytes are on the server, the file is the user's. */
export interface RememberedUpload {
  id: string;
  user: string;
  videoId: string;
  tusUrl: string;
  parts?: PartsOffer;
  fileName: string;
  bytes: number;
  sent: number;
  title: string;
  description: string;
  visibility: string;
  addedAt: number;
}

const store = 'uploads';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('matinee-uploads', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Uploads by fingerprint, in IndexedDB; without it (private windows of some browsers) nothing outlives the worker. */
export class UploadMemory {
  private database: Promise<IDBDatabase | null> | undefined;

  async all(user: string): Promise<RememberedUpload[]> {
    const rows = await this.run<RememberedUpload[]>('readonly', (uploads) => uploads.getAll());
    return (rows ?? []).filter((row) => row.user === user);
  }

  async find(id: string): Promise<RememberedUpload | undefined> {
    return this.run<RememberedUpload | undefined>('readonly', (uploads) => uploads.get(id));
  }

  async keep(upload: RememberedUpload): Promise<void> {
    await this.run('readwrite', (uploads) => uploads.put(upload));
  }

  async forget(id: string): Promise<void> {
    await this.run('readwrite', (uploads) => uploads.delete(id));
  }

  private async run<T>(mode: IDBTransactionMode, work: (uploads: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    this.database ??= open().catch(() => null);
    const database = await this.database;
    if (!database) return undefined;
    return new Promise((resolve, reject) => {
      const request = work(database.transaction(store, mode).objectStore(store));
      request.onsuccess = () => resolve(request.result as T);
      request.onerror = () => reject(request.error);
    });
  }
}
