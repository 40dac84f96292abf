"""What the waiting room sees beside the calls: pictures, videos, texts, the service standards and the pledge."""
